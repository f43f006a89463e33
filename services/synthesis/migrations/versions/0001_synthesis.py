"""Local copies of places and criteria, distinct texts with their vectors and proposed codes, and the counts."""

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = """
create table feed_cursor (
    feed text primary key,
    cursor text,
    remaining bigint not null default 0,
    caught_up_at timestamptz
);

create table known_territory (
    id uuid primary key,
    parent_id uuid,
    kind text not null,
    country text not null,
    name text not null,
    changed_xid xid8 not null default pg_current_xact_id()
);
create index ix_known_territory_changed_xid on known_territory (changed_xid);

create table known_group (
    id uuid primary key,
    platform_id uuid,
    territory_id uuid,
    profile text,
    family text,
    mixed boolean not null default false,
    year integer,
    n_participants integer,
    withdrawn boolean not null default false,
    changed_xid xid8 not null default pg_current_xact_id(),
    to_count boolean not null default false
);
create index ix_known_group_changed_xid on known_group (changed_xid);
create index ix_known_group_to_count on known_group (id) where to_count;
comment on column known_group.to_count is 'Its criteria have changed since it was last counted';
comment on column known_group.territory_id is 'Empty while only its criteria are known';

create table statement (
    id bigint generated always as identity primary key,
    key bytea not null constraint uq_statement_key unique,
    text text not null,
    folded text not null,
    words tsvector generated always as (to_tsvector('simple', folded)) stored
);
create index ix_statement_words on statement using gin (words);
create index ix_statement_folded_trigrams on statement using gin (folded gin_trgm_ops);
comment on column statement.folded is 'Without accents, to be found by words whoever typed them';
comment on table statement is 'A distinct normalised text: however often it was said, it is read once';

create table criterion (
    id uuid primary key,
    territory_id uuid not null,
    group_id uuid not null,
    statement_id bigint,
    question text not null,
    text text,
    language text not null,
    state text not null,
    visibility text not null,
    scope text not null,
    licence text,
    taken_up boolean not null,
    human_code text,
    human_status text,
    code text,
    status text not null default 'uncoded',
    revision integer not null,
    changed_xid xid8 not null default pg_current_xact_id()
);
create index ix_criterion_group_id on criterion (group_id);
create index ix_criterion_statement_id on criterion (statement_id);
create index ix_criterion_changed_xid on criterion (changed_xid);
comment on column criterion.text is 'As it was said; empty once it is withdrawn';
comment on column criterion.code is 'What counts: a validated human code, else a human one, else the proposed';

create table model (
    id smallint generated always as identity primary key,
    name text not null,
    revision text not null,
    dimension integer not null,
    constraint uq_model_name_revision unique (name, revision)
);

create table reading (
    id smallint generated always as identity primary key,
    model_id smallint not null constraint fk_reading_model_id references model (id),
    codebook text not null,
    coder text not null,
    state text not null constraint ck_reading_state check (state in ('filling', 'serving', 'retired')),
    created_at timestamptz not null default now(),
    serving_since timestamptz,
    constraint uq_reading_model_id_codebook_coder unique (model_id, codebook, coder)
);
create unique index uq_reading_serving on reading (state) where state = 'serving';
comment on table reading is 'A model, a codebook version and a coder; one reading serves';

create table embedding (
    model_id smallint not null,
    statement_id bigint not null
        constraint fk_embedding_statement_id references statement (id) on delete cascade,
    vector halfvec not null,
    changed_xid xid8 not null default pg_current_xact_id(),
    constraint pk_embedding primary key (model_id, statement_id)
);
create index ix_embedding_statement_id on embedding (statement_id);
create index ix_embedding_changed_xid on embedding (changed_xid);

create table proposal (
    reading_id smallint not null,
    statement_id bigint not null
        constraint fk_proposal_statement_id references statement (id) on delete cascade,
    question text not null,
    code text,
    codes text[] not null,
    scores real[] not null,
    constraint pk_proposal primary key (reading_id, statement_id, question)
);
create index ix_proposal_statement_id on proposal (statement_id);
comment on column proposal.code is 'The general code where components are close, none where dimensions are';
comment on column proposal.codes is 'The best three components, with their scores';

create table pending (
    reading_id smallint not null,
    statement_id bigint not null
        constraint fk_pending_statement_id references statement (id) on delete cascade,
    constraint pk_pending primary key (reading_id, statement_id)
);
create index ix_pending_statement_id on pending (statement_id);
comment on table pending is 'Statements that a reading has still to read';

create table fact (
    group_id uuid not null,
    question text not null,
    scope text not null,
    code text not null,
    status text not null,
    n integer not null,
    constraint pk_fact primary key (group_id, question, scope, code, status)
);
comment on table fact is 'Criteria of a group by component: groups do not add up over cells';
comment on column fact.code is 'Empty where a criterion has no code yet';
"""


def upgrade() -> None:
    """Make the tables."""
    for statement in STATEMENTS.split(";\n"):
        if statement.strip():
            op.execute(statement)
