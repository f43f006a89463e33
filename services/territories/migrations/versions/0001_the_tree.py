"""The tree of places, platforms, groups, what changed, and the countries."""

import json
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from services.territories.countries import SOURCE, countries
from services.territories.folding import fold_all

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    """
    create table territory (
        id uuid constraint pk_territory primary key,
        parent_id uuid constraint fk_territory_parent_id references territory,
        path uuid[] not null,
        kind text not null constraint ck_territory_kind check (kind in (
            'country', 'region', 'municipality', 'neighbourhood', 'village',
            'school', 'hospital', 'public-service', 'company', 'association')),
        country text not null constraint ck_territory_country check (country ~ '^[A-Z]{2}$'),
        name text not null constraint ck_territory_name check (name <> ''),
        names jsonb not null default '{}'
            constraint ck_territory_names check (jsonb_typeof(names) = 'object'),
        search_names text not null,
        longitude double precision
            constraint ck_territory_longitude check (longitude between -180 and 180),
        latitude double precision
            constraint ck_territory_latitude check (latitude between -90 and 90),
        source text not null,
        external_id text not null,
        revision integer not null default 1 constraint ck_territory_revision check (revision > 0),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint uq_territory_source_external_id unique (source, external_id),
        constraint ck_territory_root check ((kind = 'country') = (parent_id is null)),
        constraint ck_territory_path check (
            cardinality(path) between 1 and 32
            and path[cardinality(path)] = id
            and path[cardinality(path) - 1] is not distinct from parent_id),
        constraint ck_territory_point check ((longitude is null) = (latitude is null))
    )
    """,
    "comment on table territory is 'Territories as a tree, and the collective actors attached to it'",
    "comment on column territory.path is 'Ids from the country down to this one; a move rewrites it below'",
    "comment on column territory.country is 'ISO 3166-1 alpha-2, the same in a whole tree'",
    "comment on column territory.names is 'Names by language tag (BCP 47)'",
    "comment on column territory.search_names is"
    " 'Every name in letters and digits only, without case and accents, to be searched by part'",
    "comment on column territory.longitude is 'Degrees east (WGS 84)'",
    "comment on column territory.latitude is 'Degrees north (WGS 84)'",
    "comment on column territory.source is 'The register that external_id is from'",
    "create index ix_territory_parent_id on territory (parent_id)",
    "create index ix_territory_country_id on territory (country, id)",
    "create index ix_territory_path on territory using gin (path)",
    "create index ix_territory_search_names on territory using gin (search_names gin_trgm_ops)",
    """
    create table territory_code (
        territory_id uuid not null
            constraint fk_territory_code_territory_id references territory on delete cascade,
        scheme text not null constraint ck_territory_code_scheme check (
            scheme in ('iso-3166-1', 'iso-3166-2', 'nuts', 'lau', 'national')),
        version text not null default '',
        code text not null constraint ck_territory_code_code check (code <> ''),
        constraint pk_territory_code primary key (territory_id, scheme, version, code)
    )
    """,
    "comment on table territory_code is 'What a territory is called in a scheme of codes'",
    "comment on column territory_code.version is 'Edition of the scheme; empty for ISO codes'",
    "create index ix_territory_code_code_scheme on territory_code (code, scheme)",
    """
    create table platform (
        id uuid constraint pk_platform primary key,
        territory_id uuid not null constraint fk_platform_territory_id references territory,
        referent_id uuid constraint fk_platform_referent_id references platform,
        name text not null constraint ck_platform_name check (name <> ''),
        source text not null,
        external_id text not null,
        language text,
        revision integer not null default 1 constraint ck_platform_revision check (revision > 0),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint uq_platform_territory_id_source_external_id unique (territory_id, source, external_id),
        constraint ck_platform_referent check (referent_id <> id)
    )
    """,
    "comment on table platform is 'Multi-stakeholder platforms; each works for one territory'",
    "comment on column platform.referent_id is 'The platform this one looks to, such as an island council'",
    "comment on column platform.language is 'BCP 47; what it works in'",
    "create index ix_platform_referent_id on platform (referent_id)",
    "create index ix_platform_source_external_id on platform (source, external_id)",
    """
    create table cycle (
        platform_id uuid not null constraint fk_cycle_platform_id references platform on delete cascade,
        number smallint not null constraint ck_cycle_number check (number between 0 and 3),
        started_on date,
        ended_on date,
        constraint pk_cycle primary key (platform_id, number),
        constraint ck_cycle_dates check (ended_on >= started_on)
    )
    """,
    "comment on table cycle is 'Rounds of the process on a platform'",
    "comment on column cycle.number is '0 citizen group, 1 start, 2 widening, 3 measuring'",
    """
    create table consulted_group (
        id uuid constraint pk_consulted_group primary key,
        platform_id uuid not null constraint fk_consulted_group_platform_id references platform,
        source text not null,
        external_id text not null,
        label text not null constraint ck_consulted_group_label check (label <> ''),
        profile text not null,
        mixed boolean not null,
        cycle smallint constraint ck_consulted_group_cycle check (cycle between 0 and 3),
        year smallint not null constraint ck_consulted_group_year check (year between 1990 and 2100),
        month smallint constraint ck_consulted_group_month check (month between 1 and 12),
        n_participants smallint
            constraint ck_consulted_group_n_participants check (n_participants between 1 and 1000),
        language text,
        revision integer not null default 1 constraint ck_consulted_group_revision check (revision > 0),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint uq_consulted_group_platform_id_external_id unique (platform_id, external_id)
    )
    """,
    "comment on table consulted_group is 'Groups that spoke; there is no place for a person here'",
    "comment on column consulted_group.profile is"
    " 'A type of the list (profiles.json), or other: and a name of the platform''s own'",
    "comment on column consulted_group.mixed is"
    " 'Gathers members of groups with one profile and takes up their criteria'",
    "comment on column consulted_group.year is 'When it met'",
    "comment on column consulted_group.n_participants is 'As told by the platform; null is unknown'",
    "comment on column consulted_group.language is 'BCP 47; what it spoke'",
    """
    create table taken_up (
        group_id uuid not null
            constraint fk_taken_up_group_id references consulted_group on delete cascade,
        from_group_id uuid not null constraint fk_taken_up_from_group_id references consulted_group,
        constraint pk_taken_up primary key (group_id, from_group_id),
        constraint ck_taken_up_other check (group_id <> from_group_id)
    )
    """,
    "comment on table taken_up is 'Whose criteria a mixed group takes up'",
    "create index ix_taken_up_from_group_id on taken_up (from_group_id)",
    """
    create table change (
        xid xid8 not null default pg_current_xact_id(),
        position bigint not null generated always as identity,
        kind text not null constraint ck_change_kind check (kind in ('territory', 'platform', 'group')),
        id uuid not null,
        revision integer not null,
        tombstone boolean not null default false,
        constraint pk_change primary key (xid, position)
    )
    """,
    "comment on table change is 'The feed: one row per change, written in the transaction of the change'",
    "comment on column change.xid is 'The writing transaction; readers stop below the oldest one that still runs'",
    "comment on column change.tombstone is 'The record was withdrawn'",
)

COUNTRY = sa.text(
    "insert into territory (id, path, kind, country, name, names, search_names, source, external_id)"
    " values (:id, array[cast(:id as uuid)], 'country', :code, :name, cast(:names as jsonb),"
    " :search_names, :source, :code)"
).bindparams(sa.bindparam("id", type_=sa.Uuid()))


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
    op.get_bind().execute(COUNTRY, [_row(country.id, *country) for country in countries()])
    op.execute(
        "insert into territory_code (territory_id, scheme, code) select id, 'iso-3166-1', country from territory"
    )
    op.execute(
        "insert into change (kind, id, revision) select 'territory', id, revision from territory order by country"
    )


def _row(identity: UUID, code: str, name: str, names: dict[str, str]) -> dict[str, object]:
    return {
        "id": identity,
        "code": code,
        "name": name,
        "names": json.dumps(names, ensure_ascii=False),
        "search_names": fold_all([name, *names.values()]),
        "source": SOURCE,
    }
