"""Local copies of platforms, of meanings that people gave, and of records of the process with their links."""

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = """
create table known_platform (
    id uuid primary key,
    territory_id uuid,
    referent_id uuid,
    name text not null default '',
    withdrawn boolean not null default false
);
comment on table known_platform is 'A local copy of a platform, the last step of a tree of platforms being referent_id';
-- Platforms were told before they were kept: the feed is followed from its start once more, which changes nothing else.
update feed_cursor set cursor = null, caught_up_at = null where feed = 'territories';

alter table criterion add column human_meaning text;
comment on column criterion.human_meaning is 'The meaning in the code that people gave, such as P15';
create index ix_criterion_human_meaning on criterion (human_meaning) where human_meaning is not null;
create index ix_proposal_meaning on proposal (meaning) where meaning in ('P13', 'P14', 'P15');
-- Meanings were told with codes and not kept: what was said is told once more, and nothing is read again.
update feed_cursor set cursor = null, caught_up_at = null where feed = 'criteria';

create table process_record (
    id uuid primary key,
    kind text not null,
    platform_id uuid,
    territory_id uuid,
    title text not null default '',
    body jsonb not null default '{}',
    public_body jsonb,
    revision integer not null,
    created_at timestamptz,
    updated_at timestamptz,
    withdrawn boolean not null default false
);
create index ix_process_record_territory_id on process_record (territory_id, kind);
create index ix_process_record_platform_id on process_record (platform_id, kind);
create index ix_process_record_kind on process_record (kind);
comment on table process_record is 'A local copy of a record of the process; a withdrawn one is kept empty';
comment on column process_record.public_body is 'The fields everybody may read; null until it is released';

create table process_link (
    from_id uuid not null constraint fk_process_link_from_id references process_record (id) on delete cascade,
    relation text not null,
    kind text not null,
    key text not null,
    why text,
    by text not null,
    at timestamptz not null,
    public boolean not null,
    constraint pk_process_link primary key (from_id, relation, kind, key)
);
create index ix_process_link_key on process_link (kind, key);
comment on table process_link is 'What a record points to, with who made the link, when and why';
comment on column process_link.public is 'It stands in a field that everybody may read, and names no group';

create table practice_vector (
    model_id smallint not null,
    record_id uuid not null constraint fk_practice_vector_record_id references process_record (id) on delete cascade,
    revision integer not null,
    vector halfvec not null,
    constraint pk_practice_vector primary key (model_id, record_id)
);
create index ix_practice_vector_record_id on practice_vector (record_id);
comment on table practice_vector is 'What a practice, an exchange or an action says, as the model gave it';
comment on column practice_vector.revision is 'Of the record when it was read: a later one is read again'
"""


def upgrade() -> None:
    """Make the tables, and have the feeds of territories and criteria told once more."""
    for statement in STATEMENTS.split(";\n"):
        if statement.strip():
            op.execute(statement)
