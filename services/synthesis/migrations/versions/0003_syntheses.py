"""Syntheses as records, the names and remarks that people add to them, and what is found unasked."""

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = """
create table synthesis (
    id uuid primary key,
    state text not null,
    request jsonb not null,
    scope_key text not null,
    territory_id uuid,
    scope_name text not null,
    includes_local boolean not null,
    asked_by text not null,
    idempotency_key text not null,
    asked_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    attempts integer not null default 0,
    phase text not null default 'waiting',
    progress real not null default 0,
    problem text,
    provenance jsonb,
    inputs bytea,
    topics bytea,
    document jsonb,
    validated_at timestamptz,
    validated_by text,
    released_at timestamptz,
    released_by text,
    constraint uq_synthesis_asked_by_idempotency_key unique (asked_by, idempotency_key)
);
create index ix_synthesis_due on synthesis (asked_at) where state in ('queued', 'running');
create index ix_synthesis_listed on synthesis (asked_at, id);
create index ix_synthesis_scope on synthesis (scope_key, finished_at);
comment on table synthesis is 'What a scope says: the job while it is made, the record once it is, unchanged then';
comment on column synthesis.scope_key is 'the same for all syntheses of one scope: their topics keep identities';
comment on column synthesis.inputs is 'which criteria it was made of, with their codes and groups at that time';
comment on column synthesis.topics is 'the topic of each statement, and where topics lie: new ones are placed by it';

create table topic_name (
    synthesis_id uuid not null references synthesis (id) on delete cascade,
    layer integer not null,
    topic integer not null,
    language text not null,
    name text not null,
    named_at timestamptz not null default now(),
    named_by text not null,
    primary key (synthesis_id, layer, topic, language)
);
comment on table topic_name is 'What people call a topic in a language; the label of the machine stays beside it';

create table remark (
    id uuid primary key,
    synthesis_id uuid not null references synthesis (id) on delete cascade,
    layer integer,
    topic integer,
    text text not null,
    at timestamptz not null default now(),
    by text not null
);
create index ix_remark_synthesis_id on remark (synthesis_id);
comment on table remark is 'What people say to a synthesis, or to one of its topics';

create table topic_doubt (
    statement_id bigint not null
        constraint fk_topic_doubt_statement_id references statement (id) on delete cascade,
    question text not null,
    code text not null,
    synthesis_id uuid not null
        constraint fk_topic_doubt_synthesis_id references synthesis (id) on delete cascade,
    constraint pk_topic_doubt primary key (statement_id, question)
);
create index ix_topic_doubt_statement_id on topic_doubt (statement_id);
create index ix_topic_doubt_synthesis_id on topic_doubt (synthesis_id);
comment on table topic_doubt is 'Statements in the middle of a topic, coded otherwise than it: people should look';
comment on column topic_doubt.code is 'The code that most of the topic has';

create table alarm (
    id uuid primary key,
    scope text not null,
    territory_id uuid,
    axis text not null,
    value text not null,
    question text not null,
    code text not null,
    direction text not null,
    evidence jsonb not null,
    first_seen_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    stands boolean not null default true,
    constraint uq_alarm_scope_axis_value_question_code_direction
        unique (scope, axis, value, question, code, direction)
);
create index ix_alarm_listed on alarm (first_seen_at, id);
comment on table alarm is 'A difference that was found unasked, with its evidence, and whether it still stands';

create table alarm_look (
    id smallint primary key,
    counted_to text not null,
    looked_at timestamptz not null
);
comment on table alarm_look is 'When all scopes were last looked at: one row';
comment on column alarm_look.counted_to is 'the last transaction that had counted a group when a look was taken';
"""


def upgrade() -> None:
    """Make the tables."""
    for statement in STATEMENTS.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    """Take them away."""
    op.execute("drop table alarm_look, alarm, topic_doubt, remark, topic_name, synthesis")
