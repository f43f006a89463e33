"""What a coder has learnt from people, the meanings it proposes, and what it would say without its lessons."""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = """
create table lesson (
    coder text not null,
    statement_id bigint not null
        constraint fk_lesson_statement_id references statement (id) on delete cascade,
    question text not null,
    code text not null,
    weight real not null constraint ck_lesson_weight check (weight > 0),
    constraint pk_lesson primary key (coder, statement_id, question, code)
);
create index ix_lesson_statement_id on lesson (statement_id);
comment on table lesson is 'A code that people gave and a coder learns from; any worker makes the same coder of them';
comment on column lesson.weight is 'How many decisions stand behind it, validated ones counting more';

alter table reading add column n_lessons integer not null default 0;
comment on column reading.n_lessons is 'Lessons of its coder; fewer in the table: words were withdrawn';

alter table proposal
    add column meaning text,
    add column meaning_score real,
    add column contested real not null default 0,
    add column learnt boolean not null default false,
    add column blind_code text,
    add column blind_codes text[],
    add column blind_scores real[];
comment on column proposal.meaning is 'A meaning letter or barrier (R, P, P13, P14, P15, O, Q, S); empty when unsure';
comment on column proposal.contested is 'Share of near human codes of another dimension than the likeliest';
comment on column proposal.learnt is 'The coder has learnt from people who coded these very words';
comment on column proposal.blind_code is 'What it would have proposed had it not; as code, codes and scores';

create index ix_criterion_human_code on criterion (statement_id) where human_code is not null;
"""


def upgrade() -> None:
    """Make the table and the columns."""
    for statement in STATEMENTS.split(";\n"):
        if statement.strip():
            op.execute(statement)
