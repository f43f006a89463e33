"""Records of the process, their links, and every writing of them."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    """
    create table record (
        id uuid constraint pk_record primary key,
        kind text not null constraint ck_record_kind check (kind ~ '^[a-z]+(-[a-z]+)*$'),
        platform_id uuid not null constraint fk_record_platform_id references platform,
        source text not null,
        external_id text not null,
        body jsonb not null constraint ck_record_body check (jsonb_typeof(body) = 'object'),
        released boolean not null default false,
        revision integer not null default 1 constraint ck_record_revision check (revision > 0),
        withdrawn_at timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint uq_record_kind_platform_id_source_external_id unique (kind, platform_id, source, external_id),
        constraint ck_record_withdrawn check (withdrawn_at is null or not released)
    )
    """,
    "comment on table record is 'Records of the process, of every kind: actions, indicators, commitments and more'",
    "comment on column record.kind is 'Which kind; services/territories/process says what each one holds'",
    "comment on column record.body is 'The fields of its kind, checked when they were written'",
    "comment on column record.released is 'Everybody may read it'",
    "comment on column record.withdrawn_at is 'Taken away then; the row stays for what points to it'",
    "create index ix_record_kind_id on record (kind, id) where withdrawn_at is null",
    "create index ix_record_platform_id_kind on record (platform_id, kind)",
    "create index ix_record_platform_id_external_id on record (platform_id, external_id)",
    """
    create table link (
        from_id uuid not null constraint fk_link_from_id references record,
        relation text not null,
        kind text not null,
        key text not null constraint ck_link_key check (key <> ''),
        why text,
        by text not null,
        at timestamptz not null default now(),
        constraint pk_link primary key (from_id, relation, kind, key)
    )
    """,
    "comment on table link is 'What records point to, one row per link: the chain is walked here, both ways'",
    "comment on column link.relation is 'The field it stands in, such as components'",
    "comment on column link.kind is 'What it points to: a kind of record, criterion, component, right, group, ...'",
    "comment on column link.key is 'Its name within the kind: an id, or such as udhr/1948/25'",
    "comment on column link.by is 'Whose key made it'",
    "create index ix_link_kind_key on link (kind, key)",
    """
    create table record_change (
        xid xid8 not null default pg_current_xact_id(),
        position bigint not null generated always as identity,
        kind text not null,
        id uuid not null constraint fk_record_change_id references record,
        revision integer not null,
        tombstone boolean not null default false,
        released boolean not null,
        body jsonb not null,
        why text,
        by text not null,
        at timestamptz not null default now(),
        constraint pk_record_change primary key (xid, position)
    )
    """,
    "comment on table record_change is 'Every writing of a record: its history, and the feed of the process'",
    "comment on column record_change.xid is"
    " 'The writing transaction; readers stop below the oldest one that still runs'",
    "comment on column record_change.tombstone is 'The record was withdrawn'",
    "comment on column record_change.body is 'What the record said from then on'",
    "comment on column record_change.by is 'Whose key wrote it'",
    "create index ix_record_change_id on record_change (id)",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
