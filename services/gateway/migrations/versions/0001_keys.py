"""API keys: digests, roles, territories and the times of a key's life."""

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = """
create table api_key (
    id text not null constraint ck_api_key_id check (id ~ '^[0-9A-Za-z]{8,12}$'),
    digest bytea not null constraint ck_api_key_digest check (octet_length(digest) = 32),
    holder text not null,
    owner text not null constraint ck_api_key_owner check (owner <> ''),
    role text not null constraint ck_api_key_role check (role in ('app', 'partner', 'staff', 'admin')),
    roots uuid[] not null default '{}',
    made_by text not null,
    replaces text constraint fk_api_key_replaces references api_key (id),
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz,
    constraint pk_api_key primary key (id),
    constraint ck_api_key_roots check ((role = 'partner') = (cardinality(roots) > 0)),
    constraint ck_api_key_life check (expires_at <= created_at + interval '366 days')
);
create index ix_api_key_created_at_id on api_key (created_at, id);
comment on column api_key.digest is 'HMAC-SHA-256 of the key; the key itself is not kept';
comment on column api_key.holder is 'First key of the chain of rotations: who asks';
comment on column api_key.roots is 'Territories a partner speaks for';
comment on column api_key.made_by is 'Holder of the key that made this one';
comment on column api_key.last_used_at is 'To the hour';
"""


def upgrade() -> None:
    for statement in STATEMENTS.split(";\n"):
        if statement.strip():
            op.execute(statement)
