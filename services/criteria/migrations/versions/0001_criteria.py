"""Criteria, their codings, imports with one outcome a line, the change feed, and the local copy of places."""

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = """
create table known_territory (
    id uuid primary key,
    parent_id uuid,
    country text not null,
    name text not null,
    path uuid[] not null
);
comment on column known_territory.path is 'From the root down to itself; recomputed when the tree changes';

create table known_group (
    id uuid primary key,
    territory_id uuid not null,
    platform_id uuid not null,
    external_id text not null,
    language text,
    mixed boolean not null
);
create index ix_known_group_territory_id on known_group (territory_id);

create table feed_cursor (
    feed text primary key,
    cursor text,
    remaining bigint not null default 0,
    caught_up_at timestamptz
);

create table change (
    xid xid8 not null default pg_current_xact_id(),
    position bigint generated always as identity,
    kind text not null,
    id uuid not null,
    revision integer not null,
    tombstone boolean not null default false,
    constraint pk_change primary key (xid, position)
);

create table criterion (
    territory_id uuid not null,
    id uuid not null,
    source text not null,
    external_id text not null,
    group_id uuid not null,
    question text not null
        constraint ck_criterion_question check (question in ('wellbeing', 'illbeing', 'action', 'policy')),
    text text,
    language text not null,
    language_source text not null
        constraint ck_criterion_language_source check (language_source in ('given', 'group', 'detected')),
    state text not null constraint ck_criterion_state check (state in ('noted', 'approved')),
    participant smallint constraint ck_criterion_participant check (participant between 1 and 1000),
    codebook text,
    codes text[],
    licence text,
    visibility text not null
        constraint ck_criterion_visibility check (visibility in ('private', 'network', 'public')),
    scope text not null constraint ck_criterion_scope check (scope in ('local', 'network', 'open')),
    taken_up_from text[],
    revision integer not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    withdrawn_at timestamptz,
    constraint pk_criterion primary key (territory_id, id),
    constraint uq_criterion_territory_id_source_external_id unique (territory_id, source, external_id),
    constraint ck_criterion_withdrawn_without_text check ((withdrawn_at is null) = (text is not null))
);
create index ix_criterion_id on criterion (id);
create index ix_criterion_group_id on criterion (group_id);
comment on column criterion.territory_id is 'The territory its source belongs to; the group tells where it was said';
comment on column criterion.id is 'Random, so that the order of ids tells nothing of who wrote what';
comment on column criterion.participant is 'Ordinal inside the group; read inside the owning platform only';
comment on column criterion.codes is 'Codes as they came with the criterion; codings are the history';
comment on column criterion.taken_up_from is 'External ids of the criteria a mixed group took up; those are counted';

create table coding (
    territory_id uuid not null,
    criterion_id uuid not null,
    codebook text not null,
    number integer not null,
    codes text[] not null,
    decision text not null
        constraint ck_coding_decision check (decision in ('coded', 'validated', 'rejected')),
    author text not null,
    note text,
    decided_at timestamptz not null default now(),
    constraint pk_coding primary key (territory_id, criterion_id, codebook, number)
);
comment on table coding is 'Every human decision on a code, never changed; a validated one stands before others';

create table import (
    id uuid primary key,
    owner text not null,
    idempotency_key text not null,
    territory_id uuid not null,
    source text not null,
    mode text not null constraint ck_import_mode check (mode in ('partial', 'atomic')),
    dry_run boolean not null,
    resumable boolean not null,
    restore boolean not null default false,
    state text not null constraint ck_import_state
        check (state in ('receiving', 'staged', 'done', 'failed', 'interrupted')),
    bytes bigint not null default 0,
    lines bigint not null default 0,
    records bigint not null default 0,
    digest text,
    counts jsonb not null default '{}',
    causes jsonb not null default '[]',
    problem jsonb,
    created_at timestamptz not null default now(),
    touched_at timestamptz not null default now(),
    finished_at timestamptz,
    expires_at timestamptz not null default now() + interval '30 days',
    constraint uq_import_owner_idempotency_key unique (owner, idempotency_key)
);
create index ix_import_owner_id on import (owner, id);
comment on column import.bytes is 'Bytes received and committed (decompressed): where an upload goes on';
comment on column import.lines is 'Lines received and committed, blank ones too: how the next line is numbered';
comment on column import.digest is 'SHA-256 of the whole body; of a resumable upload that of its last part';

create table import_chunk (
    import_id uuid not null constraint fk_import_chunk_import_id references import (id) on delete cascade,
    first_line bigint not null,
    outcomes bytea not null,
    constraint pk_import_chunk primary key (import_id, first_line)
);
comment on table import_chunk is 'One outcome for every line, packed; written in the transaction of the rows';

create table import_stage (
    import_id uuid not null constraint fk_import_stage_import_id references import (id) on delete cascade,
    first_line bigint not null,
    rows bytea not null,
    constraint pk_import_stage primary key (import_id, first_line)
);
comment on table import_stage is 'Checked rows of an atomic or dry-run import, until they are applied together';
"""


def upgrade() -> None:
    """Make the tables."""
    for statement in STATEMENTS.split(";\n"):
        if statement.strip():
            op.execute(statement)
