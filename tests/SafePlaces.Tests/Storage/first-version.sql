-- A database as the first version left it (migrations 1 to 12) with some rows, by pg_dump --inserts: what an upgrade starts from.
--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: gis; Type: SCHEMA; Schema: -; Owner: safeplaces
--

CREATE SCHEMA gis;


ALTER SCHEMA gis OWNER TO safeplaces;

--
-- Name: gis_officer; Type: SCHEMA; Schema: -; Owner: safeplaces
--

CREATE SCHEMA gis_officer;


ALTER SCHEMA gis_officer OWNER TO safeplaces;

--
-- Name: gis_public; Type: SCHEMA; Schema: -; Owner: safeplaces
--

CREATE SCHEMA gis_public;


ALTER SCHEMA gis_public OWNER TO safeplaces;

--
-- Name: reference; Type: SCHEMA; Schema: -; Owner: safeplaces
--

CREATE SCHEMA reference;


ALTER SCHEMA reference OWNER TO safeplaces;

--
-- Name: safeplaces; Type: SCHEMA; Schema: -; Owner: safeplaces
--

CREATE SCHEMA safeplaces;


ALTER SCHEMA safeplaces OWNER TO safeplaces;

--
-- Name: postgis; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS postgis WITH SCHEMA public;


--
-- Name: EXTENSION postgis; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION postgis IS 'PostGIS geometry and geography spatial types and functions';


--
-- Name: compact_layer_changes(); Type: PROCEDURE; Schema: safeplaces; Owner: safeplaces
--

CREATE PROCEDURE safeplaces.compact_layer_changes()
    LANGUAGE sql
    AS $$
  with folded as (
    delete from safeplaces.layer_changes where changed_at < now() - interval '1 day' returning *
  )
  insert into safeplaces.layer_changes (id, relation, added, removed, changes, changed_at) overriding system value
  select max(id), relation, sum(added), sum(removed), sum(changes), max(changed_at) from folded group by relation;
$$;


ALTER PROCEDURE safeplaces.compact_layer_changes() OWNER TO safeplaces;

--
-- Name: degrees(public.box2d, integer); Type: FUNCTION; Schema: safeplaces; Owner: safeplaces
--

CREATE FUNCTION safeplaces.degrees(extent public.box2d, srid integer) RETURNS double precision[]
    LANGUAGE sql IMMUTABLE STRICT
    AS $$
  select case when srid > 0 then case when b @ ST_MakeEnvelope(-180, -90, 180, 90, 4326) is not true then array[-180, -90, 180, 90] else array[
    floor(ST_XMin(b) * 1e7) / 1e7, floor(ST_YMin(b) * 1e7) / 1e7, ceil(ST_XMax(b) * 1e7) / 1e7, ceil(ST_YMax(b) * 1e7) / 1e7] end end
  from (select safeplaces.transform(ST_Segmentize(ST_SetSRID(extent::geometry, srid),
    greatest(ST_XMax(extent) - ST_XMin(extent), ST_YMax(extent) - ST_YMin(extent), 1e-6) / 50), 4326) as b) q;
$$;


ALTER FUNCTION safeplaces.degrees(extent public.box2d, srid integer) OWNER TO safeplaces;

--
-- Name: follow_report(bytea); Type: FUNCTION; Schema: safeplaces; Owner: safeplaces
--

CREATE FUNCTION safeplaces.follow_report(hash bytea) RETURNS TABLE(status text, category text, observed_at timestamp with time zone, reported_at timestamp with time zone, resolved_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'safeplaces', 'public', 'pg_temp'
    AS $$
  select s.status, s.category, s.observed_at, s.reported_at, s.resolved_at
  from unsafe_spot_texts t join unsafe_spots s on s.id = t.unsafe_spot_id where t.follow_hash = hash;
$$;


ALTER FUNCTION safeplaces.follow_report(hash bytea) OWNER TO safeplaces;

--
-- Name: layer_version(text); Type: FUNCTION; Schema: safeplaces; Owner: safeplaces
--

CREATE FUNCTION safeplaces.layer_version(published text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'safeplaces', 'public', 'pg_temp'
    AS $$
  select coalesce(sum(changes), 0) || '-' || coalesce(max(id), 0) from layer_changes
  where relation = published
  having has_table_privilege(coalesce(nullif(current_setting('role'), 'none'), session_user), published, 'select');
$$;


ALTER FUNCTION safeplaces.layer_version(published text) OWNER TO safeplaces;

--
-- Name: log_change(); Type: FUNCTION; Schema: safeplaces; Owner: safeplaces
--

CREATE FUNCTION safeplaces.log_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'safeplaces', 'public', 'pg_temp'
    AS $$
begin
  if tg_op = 'INSERT' then
    insert into layer_changes (relation, added, removed) select tg_argv[0], count(*), 0 from fresh having count(*) > 0;
    insert into changed_areas (relation, area) select tg_argv[0], safeplaces.whole_metres(ST_Extent(geom)::geometry) from fresh group by safeplaces.square(geom);
  elsif tg_op = 'DELETE' then
    insert into layer_changes (relation, added, removed) select tg_argv[0], 0, count(*) from stale having count(*) > 0;
    insert into changed_areas (relation, area) select tg_argv[0], safeplaces.whole_metres(ST_Extent(geom)::geometry) from stale group by safeplaces.square(geom);
  else
    insert into layer_changes (relation, added, removed) select tg_argv[0], count(*), count(*) from fresh having count(*) > 0;
    insert into changed_areas (relation, area) select tg_argv[0], safeplaces.whole_metres(ST_Extent(geom)::geometry)
      from (select geom from fresh union all select geom from stale) moved group by safeplaces.square(geom);
  end if;
  return null;
end $$;


ALTER FUNCTION safeplaces.log_change() OWNER TO safeplaces;

--
-- Name: log_change_without_place(); Type: FUNCTION; Schema: safeplaces; Owner: safeplaces
--

CREATE FUNCTION safeplaces.log_change_without_place() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'safeplaces', 'public', 'pg_temp'
    AS $$
begin
  insert into layer_changes (relation, added, removed) values (tg_argv[0], 0, 0);
  return null;
end $$;


ALTER FUNCTION safeplaces.log_change_without_place() OWNER TO safeplaces;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: assessments; Type: TABLE; Schema: safeplaces; Owner: safeplaces
--

CREATE TABLE safeplaces.assessments (
    id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    case_number text,
    name text,
    site public.geometry(MultiPolygon,3006) NOT NULL,
    document text NOT NULL,
    CONSTRAINT assessments_site_check CHECK (public.st_isvalid(site))
);


ALTER TABLE safeplaces.assessments OWNER TO safeplaces;

--
-- Name: own_assessments(text); Type: FUNCTION; Schema: safeplaces; Owner: safeplaces
--

CREATE FUNCTION safeplaces.own_assessments(token text) RETURNS SETOF safeplaces.assessments
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'safeplaces', 'public', 'pg_temp'
    AS $$
  select * from assessments where created_by = token;
$$;


ALTER FUNCTION safeplaces.own_assessments(token text) OWNER TO safeplaces;

--
-- Name: publish_part(text, text); Type: PROCEDURE; Schema: safeplaces; Owner: safeplaces
--

CREATE PROCEDURE safeplaces.publish_part(IN layer text, IN condition text)
    LANGUAGE plpgsql
    AS $_$
begin
  execute format('create table gis_public.%1$I (like gis.%1$I including comments)', layer);
  execute format('alter table gis_public.%I add primary key (id), alter column geom set not null', layer);
  execute format('create index on gis_public.%I using gist (geom)', layer);
  call safeplaces.track(format('gis_public.%I', layer), 'gis_public.' || layer);
  execute format('grant select on gis_public.%I to safeplaces_public', layer);
  execute format('create trigger publish_insert after insert on safeplaces.%I referencing new table as fresh for each statement execute function safeplaces.publish_rows(%L)', layer, condition);
  execute format('create trigger publish_update after update on safeplaces.%I referencing old table as stale new table as fresh for each statement execute function safeplaces.publish_rows(%L)', layer, condition);
  execute format('create trigger publish_delete after delete on safeplaces.%I referencing old table as stale for each statement execute function safeplaces.publish_rows(%L)', layer, condition);
end $_$;


ALTER PROCEDURE safeplaces.publish_part(IN layer text, IN condition text) OWNER TO safeplaces;

--
-- Name: publish_reference(); Type: FUNCTION; Schema: safeplaces; Owner: safeplaces
--

CREATE FUNCTION safeplaces.publish_reference() RETURNS event_trigger
    LANGUAGE plpgsql
    AS $$
declare made record;
begin
  for made in select objid::regclass as name from pg_event_trigger_ddl_commands()
              where schema_name = 'reference' and object_type in ('table', 'view', 'materialized view', 'foreign table') loop
    execute format('grant select on %s to safeplaces_planner', made.name);
  end loop;
end $$;


ALTER FUNCTION safeplaces.publish_reference() OWNER TO safeplaces;

--
-- Name: publish_rows(); Type: FUNCTION; Schema: safeplaces; Owner: safeplaces
--

CREATE FUNCTION safeplaces.publish_rows() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'safeplaces', 'public', 'pg_temp'
    AS $_$
begin
  if tg_op <> 'INSERT' then
    execute format('delete from gis_public.%I where id in (select id from stale)', tg_table_name);
  end if;
  if tg_op <> 'DELETE' then
    execute format('insert into gis_public.%1$I select * from gis.%1$I where id in (select id from fresh) and (%2$s)', tg_table_name, tg_argv[0]);
  end if;
  return null;
end $_$;


ALTER FUNCTION safeplaces.publish_rows() OWNER TO safeplaces;

--
-- Name: refuse_change(); Type: FUNCTION; Schema: safeplaces; Owner: safeplaces
--

CREATE FUNCTION safeplaces.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  raise exception 'an assessment is never changed';
end $$;


ALTER FUNCTION safeplaces.refuse_change() OWNER TO safeplaces;

--
-- Name: refuse_truncate(); Type: FUNCTION; Schema: safeplaces; Owner: safeplaces
--

CREATE FUNCTION safeplaces.refuse_truncate() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  raise exception 'use DELETE, not TRUNCATE: every change of % is counted', tg_table_name;
end $$;


ALTER FUNCTION safeplaces.refuse_truncate() OWNER TO safeplaces;

--
-- Name: report_body(bytea); Type: FUNCTION; Schema: safeplaces; Owner: safeplaces
--

CREATE FUNCTION safeplaces.report_body(key bytea) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'safeplaces', 'public', 'pg_temp'
    AS $$
  select body_hash from report_keys where key_hash = key;
$$;


ALTER FUNCTION safeplaces.report_body(key bytea) OWNER TO safeplaces;

--
-- Name: report_figures(text, integer, timestamp with time zone, boolean, text, timestamp with time zone); Type: FUNCTION; Schema: safeplaces; Owner: safeplaces
--

CREATE FUNCTION safeplaces.report_figures(category text, severity integer, observed_at timestamp with time zone, after_dark boolean, status text, as_of timestamp with time zone) RETURNS TABLE(dimension text, value text)
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
  select v.* from (select case
      when observed_at > as_of - interval '180 days' then 'up-to-180-days' when observed_at > as_of - interval '365 days' then '181-365-days'
      when observed_at > as_of - interval '3 years' then '1-3-years' else 'older' end) a(age)
  cross join lateral (values
    ('total', 'all'), ('category', category), ('severity', severity::text), ('age', a.age),
    ('light', case after_dark when true then 'dark' when false then 'daylight' else 'unknown' end),
    ('state', case status when 'resolved' then 'resolved' else 'open' end),
    ('category/severity/age', category || '/' || severity || '/' || a.age)
  ) v(dimension, value) where status not in ('rejected', 'duplicate')
  union all
  select 'left-out', status where status in ('rejected', 'duplicate');
$$;


ALTER FUNCTION safeplaces.report_figures(category text, severity integer, observed_at timestamp with time zone, after_dark boolean, status text, as_of timestamp with time zone) OWNER TO safeplaces;

--
-- Name: site_focus_areas(public.geometry, date); Type: FUNCTION; Schema: safeplaces; Owner: safeplaces
--

CREATE FUNCTION safeplaces.site_focus_areas(site public.geometry, on_day date) RETURNS TABLE(name text, kind text, share double precision)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'safeplaces', 'public', 'pg_temp'
    AS $$
  select name, kind, ST_Area(ST_Intersection(geom, site)) / nullif(ST_Area(site), 0)
  from focus_areas
  where ST_Intersects(geom, site) and (valid_from <= on_day) is not false and (valid_to >= on_day) is not false
  order by 3 desc, name;
$$;


ALTER FUNCTION safeplaces.site_focus_areas(site public.geometry, on_day date) OWNER TO safeplaces;

--
-- Name: site_reports(public.geometry); Type: FUNCTION; Schema: safeplaces; Owner: safeplaces
--

CREATE FUNCTION safeplaces.site_reports(site public.geometry) RETURNS TABLE(ring_m integer, squares bigint, as_of timestamp with time zone, dimension text, value text, reports bigint, squares_shown bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'safeplaces', 'public', 'pg_temp'
    AS $$
  with month as (select date_trunc('month', now(), 'Europe/Stockholm') as start),
  square as materialized (
    select i, j, g.geom, ST_Distance(g.geom, site) as distance_m
    from ST_SquareGrid(250, ST_Expand(site, 250)) g where ST_DWithin(g.geom, site, 250)
  ),
  figure as (
    select q.i, q.j, q.distance_m, d.dimension, d.value, round(count(*) / 5.0)::bigint * 5 as reports
    from month, square q
    join unsafe_spots s on s.geom && q.geom and floor(ST_X(s.geom) / 250) = q.i and floor(ST_Y(s.geom) / 250) = q.j
    cross join lateral report_figures(s.category, s.severity, s.observed_at, s.after_dark, s.status, month.start) d
    where s.observed_at <= month.start and s.reported_at < month.start
    group by q.i, q.j, q.distance_m, d.dimension, d.value
    having count(*) >= 5
  )
  select r.ring_m, (select count(*) from square where distance_m <= r.ring_m), month.start,
    f.dimension, f.value, f.reports, f.squares_shown
  from month, (values (0), (100), (250)) r(ring_m)
  left join lateral (
    select dimension, value, sum(reports)::bigint as reports, count(*) as squares_shown
    from figure where distance_m <= r.ring_m and dimension <> 'category/severity/age' group by dimension, value
  ) f on true;
$$;


ALTER FUNCTION safeplaces.site_reports(site public.geometry) OWNER TO safeplaces;

--
-- Name: square(public.geometry); Type: FUNCTION; Schema: safeplaces; Owner: safeplaces
--

CREATE FUNCTION safeplaces.square(g public.geometry) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (((floor((public.st_xmin((g)::public.box3d) / (1000)::double precision)))::bigint * 100000) + (floor((public.st_ymin((g)::public.box3d) / (1000)::double precision)))::bigint);


ALTER FUNCTION safeplaces.square(g public.geometry) OWNER TO safeplaces;

--
-- Name: touch(); Type: FUNCTION; Schema: safeplaces; Owner: safeplaces
--

CREATE FUNCTION safeplaces.touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  new.updated_at := now();
  return new;
end $$;


ALTER FUNCTION safeplaces.touch() OWNER TO safeplaces;

--
-- Name: track(regclass, text); Type: PROCEDURE; Schema: safeplaces; Owner: safeplaces
--

CREATE PROCEDURE safeplaces.track(IN base regclass, IN relation text)
    LANGUAGE plpgsql
    AS $$
begin
  execute format('create trigger log_insert after insert on %s referencing new table as fresh for each statement execute function safeplaces.log_change(%L)', base, relation);
  execute format('create trigger log_update after update on %s referencing old table as stale new table as fresh for each statement execute function safeplaces.log_change(%L)', base, relation);
  execute format('create trigger log_delete after delete on %s referencing old table as stale for each statement execute function safeplaces.log_change(%L)', base, relation);
  execute format('create trigger refuse_truncate before truncate on %s for each statement execute function safeplaces.refuse_truncate()', base);
end $$;


ALTER PROCEDURE safeplaces.track(IN base regclass, IN relation text) OWNER TO safeplaces;

--
-- Name: transform(public.geometry, integer); Type: FUNCTION; Schema: safeplaces; Owner: safeplaces
--

CREATE FUNCTION safeplaces.transform(g public.geometry, srid integer) RETURNS public.geometry
    LANGUAGE plpgsql IMMUTABLE STRICT
    AS $$
begin
  return ST_Transform(g, srid);
exception when internal_error then
  return null;
end $$;


ALTER FUNCTION safeplaces.transform(g public.geometry, srid integer) OWNER TO safeplaces;

--
-- Name: uuid_v7(); Type: FUNCTION; Schema: safeplaces; Owner: safeplaces
--

CREATE FUNCTION safeplaces.uuid_v7() RETURNS uuid
    LANGUAGE sql PARALLEL SAFE
    AS $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
      52, 1), 53, 1),
    'hex')::uuid;
$$;


ALTER FUNCTION safeplaces.uuid_v7() OWNER TO safeplaces;

--
-- Name: whole_metres(public.geometry); Type: FUNCTION; Schema: safeplaces; Owner: safeplaces
--

CREATE FUNCTION safeplaces.whole_metres(g public.geometry) RETURNS public.geometry
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN public.st_makeenvelope(floor(public.st_xmin((g)::public.box3d)), floor(public.st_ymin((g)::public.box3d)), (floor(public.st_xmax((g)::public.box3d)) + (1)::double precision), (floor(public.st_ymax((g)::public.box3d)) + (1)::double precision), 3006);


ALTER FUNCTION safeplaces.whole_metres(g public.geometry) OWNER TO safeplaces;

--
-- Name: focus_areas; Type: TABLE; Schema: safeplaces; Owner: safeplaces
--

CREATE TABLE safeplaces.focus_areas (
    id uuid DEFAULT safeplaces.uuid_v7() NOT NULL,
    source text DEFAULT 'safeplaces'::text NOT NULL,
    source_id text DEFAULT (gen_random_uuid())::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    valid_from date,
    valid_to date,
    kind text NOT NULL,
    name text NOT NULL,
    geom public.geometry(MultiPolygon,3006) NOT NULL,
    CONSTRAINT focus_areas_check CHECK ((valid_to >= valid_from)),
    CONSTRAINT focus_areas_geom_check CHECK (((NOT public.st_isempty(geom)) AND public.st_isvalid(geom))),
    CONSTRAINT focus_areas_kind_check CHECK ((kind = ANY (ARRAY['particularly-vulnerable'::text, 'vulnerable'::text, 'risk-area'::text, 'prioritised'::text, 'other'::text]))),
    CONSTRAINT focus_areas_name_check CHECK ((name <> ''::text))
);


ALTER TABLE safeplaces.focus_areas OWNER TO safeplaces;

--
-- Name: focus_areas; Type: VIEW; Schema: gis; Owner: safeplaces
--

CREATE VIEW gis.focus_areas AS
 SELECT focus_areas.id,
    focus_areas.source,
    focus_areas.source_id,
    focus_areas.kind,
    focus_areas.name,
    focus_areas.valid_from,
    focus_areas.valid_to,
    focus_areas.geom
   FROM safeplaces.focus_areas;


ALTER TABLE gis.focus_areas OWNER TO safeplaces;

--
-- Name: VIEW focus_areas; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON VIEW gis.focus_areas IS 'Focus areas | Fokusområden
Areas somebody has decided to work in. Never a factor of risk.
Områden som någon har beslutat att arbeta i. Aldrig en riskfaktor.';


--
-- Name: COLUMN focus_areas.source; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.focus_areas.source IS 'Source | Källa: the register the row came from | registret som raden kommer från';


--
-- Name: COLUMN focus_areas.source_id; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.focus_areas.source_id IS 'Id in the source | Källans id';


--
-- Name: COLUMN focus_areas.kind; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.focus_areas.kind IS 'Kind | Slag: who pointed it out and why | vem som pekat ut det och varför';


--
-- Name: COLUMN focus_areas.name; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.focus_areas.name IS 'Name | Namn: of the area | områdets';


--
-- Name: COLUMN focus_areas.valid_from; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.focus_areas.valid_from IS 'Valid from | Gäller från: null = since ever | null = sedan alltid';


--
-- Name: COLUMN focus_areas.valid_to; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.focus_areas.valid_to IS 'Valid to | Gäller till: null = until further notice | null = tills vidare';


--
-- Name: lighting; Type: TABLE; Schema: safeplaces; Owner: safeplaces
--

CREATE TABLE safeplaces.lighting (
    id uuid DEFAULT safeplaces.uuid_v7() NOT NULL,
    source text DEFAULT 'safeplaces'::text NOT NULL,
    source_id text DEFAULT (gen_random_uuid())::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    valid_from date,
    valid_to date,
    luminous_flux_lm double precision,
    height_m double precision,
    light_source text DEFAULT 'unknown'::text NOT NULL,
    status text DEFAULT 'working'::text NOT NULL,
    broken_since date,
    maintenance_factor double precision,
    owner text,
    geom public.geometry(Point,3006) NOT NULL,
    CONSTRAINT lighting_check CHECK ((valid_to >= valid_from)),
    CONSTRAINT lighting_geom_check CHECK ((NOT public.st_isempty(geom))),
    CONSTRAINT lighting_height_m_check CHECK (((height_m > (0)::double precision) AND (height_m <= (60)::double precision))),
    CONSTRAINT lighting_light_source_check CHECK ((light_source = ANY (ARRAY['led'::text, 'high-pressure-sodium'::text, 'metal-halide'::text, 'mercury'::text, 'fluorescent'::text, 'other'::text, 'unknown'::text]))),
    CONSTRAINT lighting_luminous_flux_lm_check CHECK (((luminous_flux_lm > (0)::double precision) AND (luminous_flux_lm < 'Infinity'::double precision))),
    CONSTRAINT lighting_maintenance_factor_check CHECK (((maintenance_factor > (0)::double precision) AND (maintenance_factor <= (1)::double precision))),
    CONSTRAINT lighting_status_check CHECK ((status = ANY (ARRAY['working'::text, 'broken'::text, 'planned'::text, 'removed'::text])))
);


ALTER TABLE safeplaces.lighting OWNER TO safeplaces;

--
-- Name: lighting; Type: VIEW; Schema: gis; Owner: safeplaces
--

CREATE VIEW gis.lighting AS
 SELECT lighting.id,
    lighting.source,
    lighting.source_id,
    lighting.luminous_flux_lm,
    lighting.height_m,
    lighting.light_source,
    lighting.status,
    lighting.broken_since,
    lighting.maintenance_factor,
    lighting.owner,
    lighting.valid_from,
    lighting.valid_to,
    lighting.geom
   FROM safeplaces.lighting;


ALTER TABLE gis.lighting OWNER TO safeplaces;

--
-- Name: VIEW lighting; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON VIEW gis.lighting IS 'Lighting | Belysning
Lamps, one point each. What is not registered is unknown, not dark.
Lampor, en punkt var. Det som inte är registrerat är okänt, inte mörkt.';


--
-- Name: COLUMN lighting.source; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.lighting.source IS 'Source | Källa: the register the row came from | registret som raden kommer från';


--
-- Name: COLUMN lighting.source_id; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.lighting.source_id IS 'Id in the source | Källans id';


--
-- Name: COLUMN lighting.luminous_flux_lm; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.lighting.luminous_flux_lm IS 'Luminous flux | Ljusflöde [lm]: light leaving the luminaire when new; null = unknown | ljus ut ur armaturen som ny; null = okänt';


--
-- Name: COLUMN lighting.height_m; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.lighting.height_m IS 'Height | Höjd [m]: of the light above the ground; null = unknown | ljuspunktens höjd över marken; null = okänd';


--
-- Name: COLUMN lighting.light_source; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.lighting.light_source IS 'Light source | Ljuskälla: kind of lamp | slag av lampa';


--
-- Name: COLUMN lighting.status; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.lighting.status IS 'Status | Läge: whether it gives light | om den lyser';


--
-- Name: COLUMN lighting.broken_since; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.lighting.broken_since IS 'Broken since | Trasig sedan: null = not broken or not known | null = inte trasig eller inte känt';


--
-- Name: COLUMN lighting.maintenance_factor; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.lighting.maintenance_factor IS 'Maintenance factor | Bibehållningsfaktor: share of the flux that is left between two cleanings; null = unknown | del av ljusflödet som är kvar mellan två rengöringar; null = okänd';


--
-- Name: COLUMN lighting.owner; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.lighting.owner IS 'Owner | Ägare: who answers for the lamp | vem som svarar för lampan';


--
-- Name: COLUMN lighting.valid_from; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.lighting.valid_from IS 'Valid from | Gäller från: null = since ever | null = sedan alltid';


--
-- Name: COLUMN lighting.valid_to; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.lighting.valid_to IS 'Valid to | Gäller till: null = until further notice | null = tills vidare';


--
-- Name: measures; Type: TABLE; Schema: safeplaces; Owner: safeplaces
--

CREATE TABLE safeplaces.measures (
    id uuid DEFAULT safeplaces.uuid_v7() NOT NULL,
    source text DEFAULT 'safeplaces'::text NOT NULL,
    source_id text DEFAULT (gen_random_uuid())::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    valid_from date,
    valid_to date,
    kind text NOT NULL,
    name text NOT NULL,
    cause text,
    responsible text,
    due_on date,
    status text DEFAULT 'proposed'::text NOT NULL,
    cost_sek double precision,
    answers uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    effect text,
    geom public.geometry(Geometry,3006) NOT NULL,
    CONSTRAINT measures_check CHECK ((valid_to >= valid_from)),
    CONSTRAINT measures_cost_sek_check CHECK (((cost_sek >= (0)::double precision) AND (cost_sek < 'Infinity'::double precision))),
    CONSTRAINT measures_geom_check CHECK (((NOT public.st_isempty(geom)) AND public.st_isvalid(geom))),
    CONSTRAINT measures_kind_check CHECK ((kind = ANY (ARRAY['lighting'::text, 'vegetation'::text, 'sightline'::text, 'cleaning'::text, 'repair'::text, 'presence'::text, 'design'::text, 'traffic'::text, 'other'::text]))),
    CONSTRAINT measures_name_check CHECK ((name <> ''::text)),
    CONSTRAINT measures_status_check CHECK ((status = ANY (ARRAY['proposed'::text, 'decided'::text, 'ongoing'::text, 'done'::text, 'rejected'::text])))
);


ALTER TABLE safeplaces.measures OWNER TO safeplaces;

--
-- Name: measures; Type: VIEW; Schema: gis; Owner: safeplaces
--

CREATE VIEW gis.measures AS
 SELECT measures.id,
    measures.source,
    measures.source_id,
    measures.kind,
    measures.name,
    measures.cause,
    measures.responsible,
    measures.due_on,
    measures.status,
    measures.cost_sek,
    measures.answers,
    measures.effect,
    measures.valid_from,
    measures.valid_to,
    measures.geom
   FROM safeplaces.measures;


ALTER TABLE gis.measures OWNER TO safeplaces;

--
-- Name: VIEW measures; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON VIEW gis.measures IS 'Measures | Åtgärder
What is done about unsafe spots: problem, cause, who answers, effect.
Vad som görs åt otrygga platser: problem, orsak, ansvarig, effekt.';


--
-- Name: COLUMN measures.source; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.measures.source IS 'Source | Källa: the register the row came from | registret som raden kommer från';


--
-- Name: COLUMN measures.source_id; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.measures.source_id IS 'Id in the source | Källans id';


--
-- Name: COLUMN measures.kind; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.measures.kind IS 'Kind | Slag: kind of measure | slag av åtgärd';


--
-- Name: COLUMN measures.name; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.measures.name IS 'Name | Namn';


--
-- Name: COLUMN measures.cause; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.measures.cause IS 'Cause | Orsak: why the place is unsafe | varför platsen är otrygg';


--
-- Name: COLUMN measures.responsible; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.measures.responsible IS 'Responsible | Ansvarig: unit or organisation, never a person | enhet eller organisation, aldrig en person';


--
-- Name: COLUMN measures.due_on; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.measures.due_on IS 'Due on | Klart senast';


--
-- Name: COLUMN measures.status; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.measures.status IS 'Status | Läge: how far it has come | hur långt den har kommit';


--
-- Name: COLUMN measures.cost_sek; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.measures.cost_sek IS 'Cost | Kostnad [SEK]';


--
-- Name: COLUMN measures.answers; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.measures.answers IS 'Answers | Svarar på: ids of the unsafe spots it answers | id för de otrygga platser den svarar på';


--
-- Name: COLUMN measures.effect; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.measures.effect IS 'Effect | Effekt: what came of it | vad det ledde till';


--
-- Name: COLUMN measures.valid_from; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.measures.valid_from IS 'Valid from | Gäller från: null = since ever | null = sedan alltid';


--
-- Name: COLUMN measures.valid_to; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.measures.valid_to IS 'Valid to | Gäller till: null = until further notice | null = tills vidare';


--
-- Name: planned_construction; Type: TABLE; Schema: safeplaces; Owner: safeplaces
--

CREATE TABLE safeplaces.planned_construction (
    id uuid DEFAULT safeplaces.uuid_v7() NOT NULL,
    source text DEFAULT 'safeplaces'::text NOT NULL,
    source_id text DEFAULT (gen_random_uuid())::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    valid_from date,
    valid_to date,
    case_number text,
    name text NOT NULL,
    use text DEFAULT 'other'::text NOT NULL,
    step text NOT NULL,
    starts_on date,
    ends_on date,
    developer text,
    closes_routes boolean DEFAULT false NOT NULL,
    lamps_removed integer DEFAULT 0 NOT NULL,
    lamps_added integer DEFAULT 0 NOT NULL,
    geom public.geometry(MultiPolygon,3006) NOT NULL,
    CONSTRAINT planned_construction_check CHECK ((valid_to >= valid_from)),
    CONSTRAINT planned_construction_check1 CHECK ((ends_on >= starts_on)),
    CONSTRAINT planned_construction_geom_check CHECK (((NOT public.st_isempty(geom)) AND public.st_isvalid(geom))),
    CONSTRAINT planned_construction_lamps_added_check CHECK ((lamps_added >= 0)),
    CONSTRAINT planned_construction_lamps_removed_check CHECK ((lamps_removed >= 0)),
    CONSTRAINT planned_construction_name_check CHECK ((name <> ''::text)),
    CONSTRAINT planned_construction_step_check CHECK ((step = ANY (ARRAY['planbesked'::text, 'samrad'::text, 'granskning'::text, 'antagande'::text, 'laga-kraft'::text, 'bygglov'::text, 'startbesked'::text, 'slutbesked'::text, 'forvaltning'::text]))),
    CONSTRAINT planned_construction_use_check CHECK ((use = ANY (ARRAY['housing'::text, 'school'::text, 'care'::text, 'retail'::text, 'office'::text, 'industry'::text, 'transport'::text, 'park'::text, 'mixed'::text, 'other'::text])))
);


ALTER TABLE safeplaces.planned_construction OWNER TO safeplaces;

--
-- Name: planned_construction; Type: VIEW; Schema: gis; Owner: safeplaces
--

CREATE VIEW gis.planned_construction AS
 SELECT planned_construction.id,
    planned_construction.source,
    planned_construction.source_id,
    planned_construction.case_number,
    planned_construction.name,
    planned_construction.use,
    planned_construction.step,
    planned_construction.starts_on,
    planned_construction.ends_on,
    planned_construction.developer,
    planned_construction.closes_routes,
    planned_construction.lamps_removed,
    planned_construction.lamps_added,
    planned_construction.valid_from,
    planned_construction.valid_to,
    planned_construction.geom
   FROM safeplaces.planned_construction;


ALTER TABLE gis.planned_construction OWNER TO safeplaces;

--
-- Name: VIEW planned_construction; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON VIEW gis.planned_construction IS 'Planned construction | Planerat byggande
Planned and running building projects.
Planerade och pågående byggen.';


--
-- Name: COLUMN planned_construction.source; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.planned_construction.source IS 'Source | Källa: the register the row came from | registret som raden kommer från';


--
-- Name: COLUMN planned_construction.source_id; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.planned_construction.source_id IS 'Id in the source | Källans id';


--
-- Name: COLUMN planned_construction.case_number; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.planned_construction.case_number IS 'Case number | Diarienummer: of the municipality''s case | kommunens ärende';


--
-- Name: COLUMN planned_construction.name; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.planned_construction.name IS 'Name | Namn: of the project | projektets';


--
-- Name: COLUMN planned_construction.use; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.planned_construction.use IS 'Use | Användning: what is built | vad som byggs';


--
-- Name: COLUMN planned_construction.step; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.planned_construction.step IS 'Planning step | Planskede: of the Swedish Planning and Building Act | enligt plan- och bygglagen';


--
-- Name: COLUMN planned_construction.starts_on; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.planned_construction.starts_on IS 'Starts | Börjar: null = not decided | null = inte beslutat';


--
-- Name: COLUMN planned_construction.ends_on; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.planned_construction.ends_on IS 'Ends | Slutar: null = not decided | null = inte beslutat';


--
-- Name: COLUMN planned_construction.developer; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.planned_construction.developer IS 'Developer | Byggherre: who builds | vem som bygger';


--
-- Name: COLUMN planned_construction.closes_routes; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.planned_construction.closes_routes IS 'Closes routes | Stänger gångstråk: whether paths are closed while it is built | om stråk stängs medan det byggs';


--
-- Name: COLUMN planned_construction.lamps_removed; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.planned_construction.lamps_removed IS 'Lamps removed | Lampor som tas bort: number | antal';


--
-- Name: COLUMN planned_construction.lamps_added; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.planned_construction.lamps_added IS 'Lamps added | Lampor som tillkommer: number | antal';


--
-- Name: COLUMN planned_construction.valid_from; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.planned_construction.valid_from IS 'Valid from | Gäller från: null = since ever | null = sedan alltid';


--
-- Name: COLUMN planned_construction.valid_to; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.planned_construction.valid_to IS 'Valid to | Gäller till: null = until further notice | null = tills vidare';


--
-- Name: presence; Type: TABLE; Schema: safeplaces; Owner: safeplaces
--

CREATE TABLE safeplaces.presence (
    id uuid DEFAULT safeplaces.uuid_v7() NOT NULL,
    source text DEFAULT 'safeplaces'::text NOT NULL,
    source_id text DEFAULT (gen_random_uuid())::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    valid_from date,
    valid_to date,
    kind text NOT NULL,
    name text,
    hours text,
    geom public.geometry(Geometry,3006) NOT NULL,
    CONSTRAINT presence_check CHECK ((valid_to >= valid_from)),
    CONSTRAINT presence_geom_check CHECK (((NOT public.st_isempty(geom)) AND public.st_isvalid(geom))),
    CONSTRAINT presence_kind_check CHECK ((kind = ANY (ARRAY['meeting-place'::text, 'host-round'::text, 'neighbourhood-watch'::text])))
);


ALTER TABLE safeplaces.presence OWNER TO safeplaces;

--
-- Name: presence; Type: VIEW; Schema: gis; Owner: safeplaces
--

CREATE VIEW gis.presence AS
 SELECT presence.id,
    presence.source,
    presence.source_id,
    presence.kind,
    presence.name,
    presence.hours,
    presence.valid_from,
    presence.valid_to,
    presence.geom
   FROM safeplaces.presence;


ALTER TABLE gis.presence OWNER TO safeplaces;

--
-- Name: VIEW presence; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON VIEW gis.presence IS 'Presence | Närvaro
Host rounds, meeting places, neighbourhood watch: what makes a place less lonely.
Värdrundor, mötesplatser, grannsamverkan: det som gör en plats mindre ödslig.';


--
-- Name: COLUMN presence.source; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.presence.source IS 'Source | Källa: the register the row came from | registret som raden kommer från';


--
-- Name: COLUMN presence.source_id; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.presence.source_id IS 'Id in the source | Källans id';


--
-- Name: COLUMN presence.kind; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.presence.kind IS 'Kind | Slag: kind of presence | slag av närvaro';


--
-- Name: COLUMN presence.name; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.presence.name IS 'Name | Namn';


--
-- Name: COLUMN presence.hours; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.presence.hours IS 'Hours | Tider: when somebody is there | när någon är där';


--
-- Name: COLUMN presence.valid_from; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.presence.valid_from IS 'Valid from | Gäller från: null = since ever | null = sedan alltid';


--
-- Name: COLUMN presence.valid_to; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.presence.valid_to IS 'Valid to | Gäller till: null = until further notice | null = tills vidare';


--
-- Name: safety_walks; Type: TABLE; Schema: safeplaces; Owner: safeplaces
--

CREATE TABLE safeplaces.safety_walks (
    id uuid DEFAULT safeplaces.uuid_v7() NOT NULL,
    source text DEFAULT 'safeplaces'::text NOT NULL,
    source_id text DEFAULT (gen_random_uuid())::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    valid_from date,
    valid_to date,
    name text,
    held_on date NOT NULL,
    dark boolean,
    participants integer,
    geom public.geometry(LineString,3006) NOT NULL,
    CONSTRAINT safety_walks_check CHECK ((valid_to >= valid_from)),
    CONSTRAINT safety_walks_geom_check CHECK ((NOT public.st_isempty(geom))),
    CONSTRAINT safety_walks_participants_check CHECK ((participants > 0))
);


ALTER TABLE safeplaces.safety_walks OWNER TO safeplaces;

--
-- Name: safety_walks; Type: VIEW; Schema: gis; Owner: safeplaces
--

CREATE VIEW gis.safety_walks AS
 SELECT safety_walks.id,
    safety_walks.source,
    safety_walks.source_id,
    safety_walks.name,
    safety_walks.held_on,
    safety_walks.dark,
    safety_walks.participants,
    safety_walks.valid_from,
    safety_walks.valid_to,
    safety_walks.geom
   FROM safeplaces.safety_walks;


ALTER TABLE gis.safety_walks OWNER TO safeplaces;

--
-- Name: VIEW safety_walks; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON VIEW gis.safety_walks IS 'Safety walks | Trygghetsvandringar
Walks made together to see what feels unsafe.
Gemensamma vandringar för att se vad som känns otryggt.';


--
-- Name: COLUMN safety_walks.source; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.safety_walks.source IS 'Source | Källa: the register the row came from | registret som raden kommer från';


--
-- Name: COLUMN safety_walks.source_id; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.safety_walks.source_id IS 'Id in the source | Källans id';


--
-- Name: COLUMN safety_walks.name; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.safety_walks.name IS 'Name | Namn';


--
-- Name: COLUMN safety_walks.held_on; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.safety_walks.held_on IS 'Held on | Hölls';


--
-- Name: COLUMN safety_walks.dark; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.safety_walks.dark IS 'In the dark | I mörker: null = not noted | null = inte antecknat';


--
-- Name: COLUMN safety_walks.participants; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.safety_walks.participants IS 'Participants | Antal deltagare: a number, never names | ett antal, aldrig namn';


--
-- Name: COLUMN safety_walks.valid_from; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.safety_walks.valid_from IS 'Valid from | Gäller från: null = since ever | null = sedan alltid';


--
-- Name: COLUMN safety_walks.valid_to; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.safety_walks.valid_to IS 'Valid to | Gäller till: null = until further notice | null = tills vidare';


--
-- Name: unsafe_spots; Type: TABLE; Schema: safeplaces; Owner: safeplaces
--

CREATE TABLE safeplaces.unsafe_spots (
    id uuid DEFAULT safeplaces.uuid_v7() NOT NULL,
    source text DEFAULT 'safeplaces'::text NOT NULL,
    source_id text DEFAULT (gen_random_uuid())::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    valid_from date,
    valid_to date,
    observed_at timestamp with time zone NOT NULL,
    reported_at timestamp with time zone DEFAULT now() NOT NULL,
    category text NOT NULL,
    severity smallint NOT NULL,
    after_dark boolean,
    status text DEFAULT 'received'::text NOT NULL,
    resolved_at timestamp with time zone,
    via text NOT NULL,
    accuracy_m double precision,
    geom public.geometry(Point,3006) NOT NULL,
    CONSTRAINT unsafe_spots_accuracy_m_check CHECK (((accuracy_m >= (0)::double precision) AND (accuracy_m < 'Infinity'::double precision))),
    CONSTRAINT unsafe_spots_category_check CHECK ((category = ANY (ARRAY['lighting'::text, 'isolation'::text, 'visibility'::text, 'maintenance'::text, 'harassment'::text, 'disorder'::text, 'traffic'::text, 'construction'::text, 'other'::text]))),
    CONSTRAINT unsafe_spots_check CHECK ((valid_to >= valid_from)),
    CONSTRAINT unsafe_spots_check1 CHECK (((resolved_at IS NULL) OR (status = ANY (ARRAY['resolved'::text, 'duplicate'::text, 'rejected'::text])))),
    CONSTRAINT unsafe_spots_geom_check CHECK ((NOT public.st_isempty(geom))),
    CONSTRAINT unsafe_spots_severity_check CHECK (((severity >= 1) AND (severity <= 4))),
    CONSTRAINT unsafe_spots_status_check CHECK ((status = ANY (ARRAY['received'::text, 'verified'::text, 'planned'::text, 'resolved'::text, 'rejected'::text, 'duplicate'::text]))),
    CONSTRAINT unsafe_spots_via_check CHECK ((via = ANY (ARRAY['resident'::text, 'safety-walk'::text, 'host'::text, 'police'::text, 'housing-company'::text])))
);


ALTER TABLE safeplaces.unsafe_spots OWNER TO safeplaces;

--
-- Name: unsafe_spots; Type: VIEW; Schema: gis; Owner: safeplaces
--

CREATE VIEW gis.unsafe_spots AS
 SELECT unsafe_spots.id,
    unsafe_spots.source,
    unsafe_spots.source_id,
    unsafe_spots.observed_at,
    ((unsafe_spots.reported_at AT TIME ZONE 'Europe/Stockholm'::text))::date AS reported_on,
    unsafe_spots.category,
    unsafe_spots.severity,
    unsafe_spots.after_dark,
    unsafe_spots.status,
    ((unsafe_spots.resolved_at AT TIME ZONE 'Europe/Stockholm'::text))::date AS resolved_on,
    unsafe_spots.via,
    unsafe_spots.accuracy_m,
    unsafe_spots.valid_from,
    unsafe_spots.valid_to,
    unsafe_spots.geom
   FROM safeplaces.unsafe_spots;


ALTER TABLE gis.unsafe_spots OWNER TO safeplaces;

--
-- Name: VIEW unsafe_spots; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON VIEW gis.unsafe_spots IS 'Unsafe spots | Otrygga platser
Places somebody reported as unsafe. It shows where people reported, not how dangerous a place is.
Platser som någon har rapporterat som otrygga. Visar var människor har rapporterat, inte hur farlig en plats är.';


--
-- Name: COLUMN unsafe_spots.source; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.unsafe_spots.source IS 'Source | Källa: the register the row came from | registret som raden kommer från';


--
-- Name: COLUMN unsafe_spots.source_id; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.unsafe_spots.source_id IS 'Id in the source | Källans id';


--
-- Name: COLUMN unsafe_spots.observed_at; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.unsafe_spots.observed_at IS 'Observed | Iakttaget: when it was noticed | när det märktes';


--
-- Name: COLUMN unsafe_spots.reported_on; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.unsafe_spots.reported_on IS 'Reported | Rapporterat: the Swedish date it was reported | svenskt datum då det rapporterades';


--
-- Name: COLUMN unsafe_spots.category; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.unsafe_spots.category IS 'Category | Slag: what makes the place unsafe: the surroundings, never persons | vad som gör platsen otrygg: miljön, aldrig personer';


--
-- Name: COLUMN unsafe_spots.severity; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.unsafe_spots.severity IS 'Severity | Allvar: 1 nuisance, 2 unsafe, 3 avoided, 4 acute | 1 störande, 2 otryggt, 3 undviks, 4 akut';


--
-- Name: COLUMN unsafe_spots.after_dark; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.unsafe_spots.after_dark IS 'After dark | Efter mörkrets inbrott: whether the sun was more than 6° below the horizon; null = not computed | om solen stod mer än 6° under horisonten; null = inte beräknat';


--
-- Name: COLUMN unsafe_spots.status; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.unsafe_spots.status IS 'Status | Läge: how far the matter has come | hur långt ärendet har kommit';


--
-- Name: COLUMN unsafe_spots.resolved_on; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.unsafe_spots.resolved_on IS 'Resolved | Åtgärdat: the Swedish date it was mended | svenskt datum då det åtgärdades';


--
-- Name: COLUMN unsafe_spots.via; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.unsafe_spots.via IS 'Reported through | Rapporterat genom: who handed it in | vem som lämnade in det';


--
-- Name: COLUMN unsafe_spots.accuracy_m; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.unsafe_spots.accuracy_m IS 'Accuracy | Lägesnoggrannhet [m]: how well the place is known | hur väl platsen är känd';


--
-- Name: COLUMN unsafe_spots.valid_from; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.unsafe_spots.valid_from IS 'Valid from | Gäller från: null = since ever | null = sedan alltid';


--
-- Name: COLUMN unsafe_spots.valid_to; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.unsafe_spots.valid_to IS 'Valid to | Gäller till: null = until further notice | null = tills vidare';


--
-- Name: walk_routes; Type: TABLE; Schema: safeplaces; Owner: safeplaces
--

CREATE TABLE safeplaces.walk_routes (
    id uuid DEFAULT safeplaces.uuid_v7() NOT NULL,
    source text DEFAULT 'safeplaces'::text NOT NULL,
    source_id text DEFAULT (gen_random_uuid())::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    valid_from date,
    valid_to date,
    name text,
    kind text NOT NULL,
    lit text DEFAULT 'unknown'::text NOT NULL,
    surface text,
    width_m double precision,
    required_class text,
    geom public.geometry(LineString,3006) NOT NULL,
    CONSTRAINT walk_routes_check CHECK ((valid_to >= valid_from)),
    CONSTRAINT walk_routes_geom_check CHECK ((NOT public.st_isempty(geom))),
    CONSTRAINT walk_routes_kind_check CHECK ((kind = ANY (ARRAY['footway'::text, 'cycleway'::text, 'steps'::text, 'underpass'::text, 'safety-walk'::text, 'school-route'::text]))),
    CONSTRAINT walk_routes_lit_check CHECK ((lit = ANY (ARRAY['yes'::text, 'no'::text, 'unknown'::text]))),
    CONSTRAINT walk_routes_required_class_check CHECK ((required_class = ANY (ARRAY['P1'::text, 'P2'::text, 'P3'::text, 'P4'::text, 'P5'::text, 'P6'::text]))),
    CONSTRAINT walk_routes_width_m_check CHECK (((width_m > (0)::double precision) AND (width_m <= (100)::double precision)))
);


ALTER TABLE safeplaces.walk_routes OWNER TO safeplaces;

--
-- Name: walk_routes; Type: VIEW; Schema: gis; Owner: safeplaces
--

CREATE VIEW gis.walk_routes AS
 SELECT walk_routes.id,
    walk_routes.source,
    walk_routes.source_id,
    walk_routes.name,
    walk_routes.kind,
    walk_routes.lit,
    walk_routes.surface,
    walk_routes.width_m,
    walk_routes.required_class,
    walk_routes.valid_from,
    walk_routes.valid_to,
    walk_routes.geom
   FROM safeplaces.walk_routes;


ALTER TABLE gis.walk_routes OWNER TO safeplaces;

--
-- Name: VIEW walk_routes; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON VIEW gis.walk_routes IS 'Walk routes | Gångstråk
Paths people walk.
Vägar som människor går.';


--
-- Name: COLUMN walk_routes.source; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.walk_routes.source IS 'Source | Källa: the register the row came from | registret som raden kommer från';


--
-- Name: COLUMN walk_routes.source_id; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.walk_routes.source_id IS 'Id in the source | Källans id';


--
-- Name: COLUMN walk_routes.name; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.walk_routes.name IS 'Name | Namn: what people call it | vad man kallar det';


--
-- Name: COLUMN walk_routes.kind; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.walk_routes.kind IS 'Kind | Slag: kind of path | slag av stråk';


--
-- Name: COLUMN walk_routes.lit; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.walk_routes.lit IS 'Lit | Belyst: whether it is lit; unknown is not dark | om det är belyst; okänt är inte mörkt';


--
-- Name: COLUMN walk_routes.surface; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.walk_routes.surface IS 'Surface | Ytskikt: of the path, in the words of its source | stråkets, med källans ord';


--
-- Name: COLUMN walk_routes.width_m; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.walk_routes.width_m IS 'Width | Bredd [m]: null = unknown | null = okänd';


--
-- Name: COLUMN walk_routes.required_class; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.walk_routes.required_class IS 'Required lighting class | Krav på belysningsklass: of EN 13201-2; null = none decided | enligt EN 13201-2; null = ingen beslutad';


--
-- Name: COLUMN walk_routes.valid_from; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.walk_routes.valid_from IS 'Valid from | Gäller från: null = since ever | null = sedan alltid';


--
-- Name: COLUMN walk_routes.valid_to; Type: COMMENT; Schema: gis; Owner: safeplaces
--

COMMENT ON COLUMN gis.walk_routes.valid_to IS 'Valid to | Gäller till: null = until further notice | null = tills vidare';


--
-- Name: unsafe_spot_texts; Type: TABLE; Schema: safeplaces; Owner: safeplaces
--

CREATE TABLE safeplaces.unsafe_spot_texts (
    unsafe_spot_id uuid NOT NULL,
    description text,
    contact_name text,
    contact_email text,
    contact_phone text,
    follow_hash bytea,
    CONSTRAINT unsafe_spot_texts_follow_hash_check CHECK ((length(follow_hash) = 32))
);


ALTER TABLE safeplaces.unsafe_spot_texts OWNER TO safeplaces;

--
-- Name: COLUMN unsafe_spot_texts.follow_hash; Type: COMMENT; Schema: safeplaces; Owner: safeplaces
--

COMMENT ON COLUMN safeplaces.unsafe_spot_texts.follow_hash IS 'hash of the private link by which the reporter follows the matter';


--
-- Name: unsafe_spots; Type: VIEW; Schema: gis_officer; Owner: safeplaces
--

CREATE VIEW gis_officer.unsafe_spots AS
 SELECT s.id,
    s.source,
    s.source_id,
    s.observed_at,
    s.reported_on,
    s.category,
    s.severity,
    s.after_dark,
    s.status,
    s.resolved_on,
    s.via,
    s.accuracy_m,
    s.valid_from,
    s.valid_to,
    s.geom,
    t.description,
    t.contact_name,
    t.contact_email,
    t.contact_phone
   FROM (gis.unsafe_spots s
     LEFT JOIN safeplaces.unsafe_spot_texts t ON ((t.unsafe_spot_id = s.id)));


ALTER TABLE gis_officer.unsafe_spots OWNER TO safeplaces;

--
-- Name: VIEW unsafe_spots; Type: COMMENT; Schema: gis_officer; Owner: safeplaces
--

COMMENT ON VIEW gis_officer.unsafe_spots IS 'Unsafe spots | Otrygga platser
Places somebody reported as unsafe, with free text and contact. For officers only.
Platser som någon har rapporterat som otrygga, med fritext och kontaktuppgifter. Bara för handläggare.';


--
-- Name: COLUMN unsafe_spots.source; Type: COMMENT; Schema: gis_officer; Owner: safeplaces
--

COMMENT ON COLUMN gis_officer.unsafe_spots.source IS 'Source | Källa: the register the row came from | registret som raden kommer från';


--
-- Name: COLUMN unsafe_spots.source_id; Type: COMMENT; Schema: gis_officer; Owner: safeplaces
--

COMMENT ON COLUMN gis_officer.unsafe_spots.source_id IS 'Id in the source | Källans id';


--
-- Name: COLUMN unsafe_spots.observed_at; Type: COMMENT; Schema: gis_officer; Owner: safeplaces
--

COMMENT ON COLUMN gis_officer.unsafe_spots.observed_at IS 'Observed | Iakttaget: when it was noticed | när det märktes';


--
-- Name: COLUMN unsafe_spots.reported_on; Type: COMMENT; Schema: gis_officer; Owner: safeplaces
--

COMMENT ON COLUMN gis_officer.unsafe_spots.reported_on IS 'Reported | Rapporterat: the Swedish date it was reported | svenskt datum då det rapporterades';


--
-- Name: COLUMN unsafe_spots.category; Type: COMMENT; Schema: gis_officer; Owner: safeplaces
--

COMMENT ON COLUMN gis_officer.unsafe_spots.category IS 'Category | Slag: what makes the place unsafe: the surroundings, never persons | vad som gör platsen otrygg: miljön, aldrig personer';


--
-- Name: COLUMN unsafe_spots.severity; Type: COMMENT; Schema: gis_officer; Owner: safeplaces
--

COMMENT ON COLUMN gis_officer.unsafe_spots.severity IS 'Severity | Allvar: 1 nuisance, 2 unsafe, 3 avoided, 4 acute | 1 störande, 2 otryggt, 3 undviks, 4 akut';


--
-- Name: COLUMN unsafe_spots.after_dark; Type: COMMENT; Schema: gis_officer; Owner: safeplaces
--

COMMENT ON COLUMN gis_officer.unsafe_spots.after_dark IS 'After dark | Efter mörkrets inbrott: whether the sun was more than 6° below the horizon; null = not computed | om solen stod mer än 6° under horisonten; null = inte beräknat';


--
-- Name: COLUMN unsafe_spots.status; Type: COMMENT; Schema: gis_officer; Owner: safeplaces
--

COMMENT ON COLUMN gis_officer.unsafe_spots.status IS 'Status | Läge: how far the matter has come | hur långt ärendet har kommit';


--
-- Name: COLUMN unsafe_spots.resolved_on; Type: COMMENT; Schema: gis_officer; Owner: safeplaces
--

COMMENT ON COLUMN gis_officer.unsafe_spots.resolved_on IS 'Resolved | Åtgärdat: the Swedish date it was mended | svenskt datum då det åtgärdades';


--
-- Name: COLUMN unsafe_spots.via; Type: COMMENT; Schema: gis_officer; Owner: safeplaces
--

COMMENT ON COLUMN gis_officer.unsafe_spots.via IS 'Reported through | Rapporterat genom: who handed it in | vem som lämnade in det';


--
-- Name: COLUMN unsafe_spots.accuracy_m; Type: COMMENT; Schema: gis_officer; Owner: safeplaces
--

COMMENT ON COLUMN gis_officer.unsafe_spots.accuracy_m IS 'Accuracy | Lägesnoggrannhet [m]: how well the place is known | hur väl platsen är känd';


--
-- Name: COLUMN unsafe_spots.valid_from; Type: COMMENT; Schema: gis_officer; Owner: safeplaces
--

COMMENT ON COLUMN gis_officer.unsafe_spots.valid_from IS 'Valid from | Gäller från: null = since ever | null = sedan alltid';


--
-- Name: COLUMN unsafe_spots.valid_to; Type: COMMENT; Schema: gis_officer; Owner: safeplaces
--

COMMENT ON COLUMN gis_officer.unsafe_spots.valid_to IS 'Valid to | Gäller till: null = until further notice | null = tills vidare';


--
-- Name: COLUMN unsafe_spots.description; Type: COMMENT; Schema: gis_officer; Owner: safeplaces
--

COMMENT ON COLUMN gis_officer.unsafe_spots.description IS 'Description | Beskrivning: the reporter''s own words; personal data | rapportörens egna ord; personuppgift';


--
-- Name: COLUMN unsafe_spots.contact_name; Type: COMMENT; Schema: gis_officer; Owner: safeplaces
--

COMMENT ON COLUMN gis_officer.unsafe_spots.contact_name IS 'Contact | Kontakt: personal data | personuppgift';


--
-- Name: COLUMN unsafe_spots.contact_email; Type: COMMENT; Schema: gis_officer; Owner: safeplaces
--

COMMENT ON COLUMN gis_officer.unsafe_spots.contact_email IS 'E-mail | E-post: personal data | personuppgift';


--
-- Name: COLUMN unsafe_spots.contact_phone; Type: COMMENT; Schema: gis_officer; Owner: safeplaces
--

COMMENT ON COLUMN gis_officer.unsafe_spots.contact_phone IS 'Telephone | Telefon: personal data | personuppgift';


--
-- Name: planned_construction; Type: TABLE; Schema: gis_public; Owner: safeplaces
--

CREATE TABLE gis_public.planned_construction (
    id uuid NOT NULL,
    source text,
    source_id text,
    case_number text,
    name text,
    use text,
    step text,
    starts_on date,
    ends_on date,
    developer text,
    closes_routes boolean,
    lamps_removed integer,
    lamps_added integer,
    valid_from date,
    valid_to date,
    geom public.geometry(MultiPolygon,3006) NOT NULL
);


ALTER TABLE gis_public.planned_construction OWNER TO safeplaces;

--
-- Name: TABLE planned_construction; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON TABLE gis_public.planned_construction IS 'Planned construction | Planerat byggande
Planned and running building projects, from public consultation (samråd) on.
Planerade och pågående byggen, från samråd och framåt.';


--
-- Name: COLUMN planned_construction.source; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON COLUMN gis_public.planned_construction.source IS 'Source | Källa: the register the row came from | registret som raden kommer från';


--
-- Name: COLUMN planned_construction.source_id; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON COLUMN gis_public.planned_construction.source_id IS 'Id in the source | Källans id';


--
-- Name: COLUMN planned_construction.case_number; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON COLUMN gis_public.planned_construction.case_number IS 'Case number | Diarienummer: of the municipality''s case | kommunens ärende';


--
-- Name: COLUMN planned_construction.name; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON COLUMN gis_public.planned_construction.name IS 'Name | Namn: of the project | projektets';


--
-- Name: COLUMN planned_construction.use; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON COLUMN gis_public.planned_construction.use IS 'Use | Användning: what is built | vad som byggs';


--
-- Name: COLUMN planned_construction.step; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON COLUMN gis_public.planned_construction.step IS 'Planning step | Planskede: of the Swedish Planning and Building Act | enligt plan- och bygglagen';


--
-- Name: COLUMN planned_construction.starts_on; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON COLUMN gis_public.planned_construction.starts_on IS 'Starts | Börjar: null = not decided | null = inte beslutat';


--
-- Name: COLUMN planned_construction.ends_on; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON COLUMN gis_public.planned_construction.ends_on IS 'Ends | Slutar: null = not decided | null = inte beslutat';


--
-- Name: COLUMN planned_construction.developer; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON COLUMN gis_public.planned_construction.developer IS 'Developer | Byggherre: who builds | vem som bygger';


--
-- Name: COLUMN planned_construction.closes_routes; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON COLUMN gis_public.planned_construction.closes_routes IS 'Closes routes | Stänger gångstråk: whether paths are closed while it is built | om stråk stängs medan det byggs';


--
-- Name: COLUMN planned_construction.lamps_removed; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON COLUMN gis_public.planned_construction.lamps_removed IS 'Lamps removed | Lampor som tas bort: number | antal';


--
-- Name: COLUMN planned_construction.lamps_added; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON COLUMN gis_public.planned_construction.lamps_added IS 'Lamps added | Lampor som tillkommer: number | antal';


--
-- Name: COLUMN planned_construction.valid_from; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON COLUMN gis_public.planned_construction.valid_from IS 'Valid from | Gäller från: null = since ever | null = sedan alltid';


--
-- Name: COLUMN planned_construction.valid_to; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON COLUMN gis_public.planned_construction.valid_to IS 'Valid to | Gäller till: null = until further notice | null = tills vidare';


--
-- Name: presence; Type: TABLE; Schema: gis_public; Owner: safeplaces
--

CREATE TABLE gis_public.presence (
    id uuid NOT NULL,
    source text,
    source_id text,
    kind text,
    name text,
    hours text,
    valid_from date,
    valid_to date,
    geom public.geometry(Geometry,3006) NOT NULL
);


ALTER TABLE gis_public.presence OWNER TO safeplaces;

--
-- Name: TABLE presence; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON TABLE gis_public.presence IS 'Presence | Närvaro
Meeting places.
Mötesplatser.';


--
-- Name: COLUMN presence.source; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON COLUMN gis_public.presence.source IS 'Source | Källa: the register the row came from | registret som raden kommer från';


--
-- Name: COLUMN presence.source_id; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON COLUMN gis_public.presence.source_id IS 'Id in the source | Källans id';


--
-- Name: COLUMN presence.kind; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON COLUMN gis_public.presence.kind IS 'Kind | Slag: kind of presence | slag av närvaro';


--
-- Name: COLUMN presence.name; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON COLUMN gis_public.presence.name IS 'Name | Namn';


--
-- Name: COLUMN presence.hours; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON COLUMN gis_public.presence.hours IS 'Hours | Tider: when somebody is there | när någon är där';


--
-- Name: COLUMN presence.valid_from; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON COLUMN gis_public.presence.valid_from IS 'Valid from | Gäller från: null = since ever | null = sedan alltid';


--
-- Name: COLUMN presence.valid_to; Type: COMMENT; Schema: gis_public; Owner: safeplaces
--

COMMENT ON COLUMN gis_public.presence.valid_to IS 'Valid to | Gäller till: null = until further notice | null = tills vidare';


--
-- Name: skolor; Type: TABLE; Schema: reference; Owner: safeplaces
--

CREATE TABLE reference.skolor (
    fid integer NOT NULL,
    name text,
    geom public.geometry(Point,3006)
);


ALTER TABLE reference.skolor OWNER TO safeplaces;

--
-- Name: access_tokens; Type: TABLE; Schema: safeplaces; Owner: safeplaces
--

CREATE TABLE safeplaces.access_tokens (
    id uuid NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT access_tokens_hash_check CHECK ((length(hash) = 32)),
    CONSTRAINT access_tokens_name_check CHECK ((name <> ''::text)),
    CONSTRAINT access_tokens_role_check CHECK ((role = ANY (ARRAY['public'::text, 'partner'::text, 'planner'::text, 'officer'::text, 'admin'::text])))
);


ALTER TABLE safeplaces.access_tokens OWNER TO safeplaces;

--
-- Name: changed_areas; Type: TABLE; Schema: safeplaces; Owner: safeplaces
--

CREATE TABLE safeplaces.changed_areas (
    id bigint NOT NULL,
    relation text NOT NULL,
    area public.geometry(Polygon,3006) NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE safeplaces.changed_areas OWNER TO safeplaces;

--
-- Name: changed_areas_id_seq; Type: SEQUENCE; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE safeplaces.changed_areas ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME safeplaces.changed_areas_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: layer_changes; Type: TABLE; Schema: safeplaces; Owner: safeplaces
--

CREATE TABLE safeplaces.layer_changes (
    id bigint NOT NULL,
    relation text NOT NULL,
    added bigint NOT NULL,
    removed bigint NOT NULL,
    changes bigint DEFAULT 1 NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE safeplaces.layer_changes OWNER TO safeplaces;

--
-- Name: layer_changes_id_seq; Type: SEQUENCE; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE safeplaces.layer_changes ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME safeplaces.layer_changes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: migrations; Type: TABLE; Schema: safeplaces; Owner: safeplaces
--

CREATE TABLE safeplaces.migrations (
    "MigrationId" character varying(150) NOT NULL,
    "ProductVersion" character varying(32) NOT NULL
);


ALTER TABLE safeplaces.migrations OWNER TO safeplaces;

--
-- Name: report_keys; Type: TABLE; Schema: safeplaces; Owner: safeplaces
--

CREATE TABLE safeplaces.report_keys (
    key_hash bytea NOT NULL,
    body_hash bytea NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT report_keys_body_hash_check CHECK ((length(body_hash) = 32)),
    CONSTRAINT report_keys_key_hash_check CHECK ((length(key_hash) = 32))
);


ALTER TABLE safeplaces.report_keys OWNER TO safeplaces;

--
-- Name: service_secrets; Type: TABLE; Schema: safeplaces; Owner: safeplaces
--

CREATE TABLE safeplaces.service_secrets (
    name text NOT NULL,
    secret bytea NOT NULL,
    CONSTRAINT service_secrets_secret_check CHECK ((length(secret) = 32))
);


ALTER TABLE safeplaces.service_secrets OWNER TO safeplaces;

--
-- Data for Name: planned_construction; Type: TABLE DATA; Schema: gis_public; Owner: safeplaces
--

INSERT INTO gis_public.planned_construction VALUES ('01a22d45-040c-7bcd-8428-a2ac0cea9566', 'safeplaces', '85ab24b9-d0ac-4d3c-81b1-acc2ff1323d1', NULL, 'Kvarteret Ån', 'other', 'samrad', NULL, NULL, NULL, false, 0, 0, NULL, NULL, '0106000020BE0B0000010000000103000000010000002100000000000000E0081741000000008369584194A76950D808174133046C1F7E695841F89D438DC1081741E476D36E7969584137017D969C081741F0BA591C756958413601BCD76A081741ED3F8452716958410451643A2E081741ED2F98366E695841C491C812E907174121C62BE76B695841CABC3F099E0717418765F97A6A6958410000000050071741000000006A6958413643C0F6010717418765F97A6A6958413C6E37EDB606174121C62BE76B695841FCAE9BC571061741ED2F98366E695841CAFE432835061741ED3F845271695841C9FE826903061741F0BA591C756958410862BC72DE051741E476D36E796958416C5896AFC705174133046C1F7E69584100000000C005174100000000836958416C5896AFC7051741CDFB93E0876958410862BC72DE0517411C892C918C695841C9FE8269030617411045A6E390695841CAFE43283506174113C07BAD94695841FCAE9BC57106174113D067C9976958413C6E37EDB6061741DF39D4189A6958413643C0F601071741799A06859B6958410000000050071741000000009C695841CABC3F099E071741799A06859B695841C491C812E9071741DF39D4189A6958410451643A2E08174113D067C9976958413601BCD76A08174113C07BAD9469584137017D969C0817411045A6E390695841F89D438DC10817411C892C918C69584194A76950D8081741CDFB93E08769584100000000E00817410000000083695841');


--
-- Data for Name: presence; Type: TABLE DATA; Schema: gis_public; Owner: safeplaces
--

INSERT INTO gis_public.presence VALUES ('01a22d45-0415-7c26-b109-aa669b682ea3', 'safeplaces', 'eea0445b-c8b4-4736-aaff-3ec630b4f190', 'meeting-place', 'Torget', NULL, NULL, NULL, '0101000020BE0B000000000000500717410000000083695841');


--
-- Data for Name: spatial_ref_sys; Type: TABLE DATA; Schema: public; Owner: safeplaces
--



--
-- Data for Name: skolor; Type: TABLE DATA; Schema: reference; Owner: safeplaces
--

INSERT INTO reference.skolor VALUES (1, 'Bodaskolan', '0101000020BE0B000000000000500717410000000083695841');


--
-- Data for Name: access_tokens; Type: TABLE DATA; Schema: safeplaces; Owner: safeplaces
--

INSERT INTO safeplaces.access_tokens VALUES ('01a22d44-d14d-7769-bac4-93fb3f6a94ac', 'QGIS Åsa', 'planner', '\xd48dc1309047c13cf78a094802c3a488a986e121dcfcd21a197639e07dfba855', '2026-11-30 16:23:34.477048+00', '2027-11-30 16:23:34.477048+00', NULL);


--
-- Data for Name: assessments; Type: TABLE DATA; Schema: safeplaces; Owner: safeplaces
--



--
-- Data for Name: changed_areas; Type: TABLE DATA; Schema: safeplaces; Owner: safeplaces
--

INSERT INTO safeplaces.changed_areas OVERRIDING SYSTEM VALUE VALUES (1, 'gis.unsafe_spots', '0103000020BE0B000001000000050000000000000054071741000000008369584100000000540717410000004083695841000000006C0717410000004083695841000000006C071741000000008369584100000000540717410000000083695841', '2026-11-30 16:23:47.061848+00');
INSERT INTO safeplaces.changed_areas OVERRIDING SYSTEM VALUE VALUES (2, 'gis.lighting', '0103000020BE0B000001000000050000000000000050071741000000008369584100000000500717410000004083695841000000005407174100000040836958410000000054071741000000008369584100000000500717410000000083695841', '2026-11-30 16:23:47.166401+00');
INSERT INTO safeplaces.changed_areas OVERRIDING SYSTEM VALUE VALUES (3, 'gis.walk_routes', '0103000020BE0B0000010000000500000000000000C0051741000000008369584100000000C0051741000000408369584100000000E4081741000000408369584100000000E4081741000000008369584100000000C00517410000000083695841', '2026-11-30 16:23:47.302341+00');
INSERT INTO safeplaces.changed_areas OVERRIDING SYSTEM VALUE VALUES (4, 'gis.planned_construction', '0103000020BE0B0000010000000500000000000000C0051741000000006A69584100000000C0051741000000409C69584100000000E4081741000000409C69584100000000E4081741000000006A69584100000000C0051741000000006A695841', '2026-11-30 16:23:47.304513+00');
INSERT INTO safeplaces.changed_areas OVERRIDING SYSTEM VALUE VALUES (5, 'gis_public.planned_construction', '0103000020BE0B0000010000000500000000000000C0051741000000006A69584100000000C0051741000000409C69584100000000E4081741000000409C69584100000000E4081741000000006A69584100000000C0051741000000006A695841', '2026-11-30 16:23:47.304513+00');
INSERT INTO safeplaces.changed_areas OVERRIDING SYSTEM VALUE VALUES (6, 'gis.presence', '0103000020BE0B000001000000050000000000000050071741000000008369584100000000500717410000004083695841000000005407174100000040836958410000000054071741000000008369584100000000500717410000000083695841', '2026-11-30 16:23:47.47628+00');
INSERT INTO safeplaces.changed_areas OVERRIDING SYSTEM VALUE VALUES (7, 'gis_public.presence', '0103000020BE0B000001000000050000000000000050071741000000008369584100000000500717410000004083695841000000005407174100000040836958410000000054071741000000008369584100000000500717410000000083695841', '2026-11-30 16:23:47.47628+00');


--
-- Data for Name: focus_areas; Type: TABLE DATA; Schema: safeplaces; Owner: safeplaces
--



--
-- Data for Name: layer_changes; Type: TABLE DATA; Schema: safeplaces; Owner: safeplaces
--

INSERT INTO safeplaces.layer_changes OVERRIDING SYSTEM VALUE VALUES (1, 'gis.unsafe_spots', 6, 0, 1, '2026-11-30 16:23:47.061848+00');
INSERT INTO safeplaces.layer_changes OVERRIDING SYSTEM VALUE VALUES (2, 'gis.unsafe_spots', 0, 0, 1, '2026-11-30 16:23:47.165147+00');
INSERT INTO safeplaces.layer_changes OVERRIDING SYSTEM VALUE VALUES (3, 'gis.lighting', 1, 0, 1, '2026-11-30 16:23:47.166401+00');
INSERT INTO safeplaces.layer_changes OVERRIDING SYSTEM VALUE VALUES (4, 'gis.walk_routes', 1, 0, 1, '2026-11-30 16:23:47.302341+00');
INSERT INTO safeplaces.layer_changes OVERRIDING SYSTEM VALUE VALUES (5, 'gis.planned_construction', 2, 0, 1, '2026-11-30 16:23:47.304513+00');
INSERT INTO safeplaces.layer_changes OVERRIDING SYSTEM VALUE VALUES (6, 'gis_public.planned_construction', 1, 0, 1, '2026-11-30 16:23:47.304513+00');
INSERT INTO safeplaces.layer_changes OVERRIDING SYSTEM VALUE VALUES (7, 'gis.presence', 1, 0, 1, '2026-11-30 16:23:47.47628+00');
INSERT INTO safeplaces.layer_changes OVERRIDING SYSTEM VALUE VALUES (8, 'gis_public.presence', 1, 0, 1, '2026-11-30 16:23:47.47628+00');


--
-- Data for Name: lighting; Type: TABLE DATA; Schema: safeplaces; Owner: safeplaces
--

INSERT INTO safeplaces.lighting VALUES ('01a22d45-02df-7ec0-b4ee-da48701aca74', 'register', 'L1', '2026-11-30 16:23:47.166401+00', '2026-11-30 16:23:47.166401+00', NULL, NULL, 3000, 5, 'unknown', 'working', NULL, NULL, NULL, '0101000020BE0B000000000000500717410000000083695841');


--
-- Data for Name: measures; Type: TABLE DATA; Schema: safeplaces; Owner: safeplaces
--



--
-- Data for Name: migrations; Type: TABLE DATA; Schema: safeplaces; Owner: safeplaces
--

INSERT INTO safeplaces.migrations VALUES ('0001_ground', '10.0.14');
INSERT INTO safeplaces.migrations VALUES ('0002_unsafe_spots', '10.0.14');
INSERT INTO safeplaces.migrations VALUES ('0003_lighting', '10.0.14');
INSERT INTO safeplaces.migrations VALUES ('0004_walk_routes', '10.0.14');
INSERT INTO safeplaces.migrations VALUES ('0005_planned_construction', '10.0.14');
INSERT INTO safeplaces.migrations VALUES ('0006_focus_areas', '10.0.14');
INSERT INTO safeplaces.migrations VALUES ('0007_presence', '10.0.14');
INSERT INTO safeplaces.migrations VALUES ('0008_safety_walks', '10.0.14');
INSERT INTO safeplaces.migrations VALUES ('0009_measures', '10.0.14');
INSERT INTO safeplaces.migrations VALUES ('0010_assessments', '10.0.14');
INSERT INTO safeplaces.migrations VALUES ('0011_site_checks', '10.0.14');
INSERT INTO safeplaces.migrations VALUES ('0012_resident_reports', '10.0.14');


--
-- Data for Name: planned_construction; Type: TABLE DATA; Schema: safeplaces; Owner: safeplaces
--

INSERT INTO safeplaces.planned_construction VALUES ('01a22d45-040c-7bcd-8428-a2ac0cea9566', 'safeplaces', '85ab24b9-d0ac-4d3c-81b1-acc2ff1323d1', '2026-11-30 16:23:47.304513+00', '2026-11-30 16:23:47.304513+00', NULL, NULL, NULL, 'Kvarteret Ån', 'other', 'samrad', NULL, NULL, NULL, false, 0, 0, '0106000020BE0B0000010000000103000000010000002100000000000000E0081741000000008369584194A76950D808174133046C1F7E695841F89D438DC1081741E476D36E7969584137017D969C081741F0BA591C756958413601BCD76A081741ED3F8452716958410451643A2E081741ED2F98366E695841C491C812E907174121C62BE76B695841CABC3F099E0717418765F97A6A6958410000000050071741000000006A6958413643C0F6010717418765F97A6A6958413C6E37EDB606174121C62BE76B695841FCAE9BC571061741ED2F98366E695841CAFE432835061741ED3F845271695841C9FE826903061741F0BA591C756958410862BC72DE051741E476D36E796958416C5896AFC705174133046C1F7E69584100000000C005174100000000836958416C5896AFC7051741CDFB93E0876958410862BC72DE0517411C892C918C695841C9FE8269030617411045A6E390695841CAFE43283506174113C07BAD94695841FCAE9BC57106174113D067C9976958413C6E37EDB6061741DF39D4189A6958413643C0F601071741799A06859B6958410000000050071741000000009C695841CABC3F099E071741799A06859B695841C491C812E9071741DF39D4189A6958410451643A2E08174113D067C9976958413601BCD76A08174113C07BAD9469584137017D969C0817411045A6E390695841F89D438DC10817411C892C918C69584194A76950D8081741CDFB93E08769584100000000E00817410000000083695841');
INSERT INTO safeplaces.planned_construction VALUES ('01a22d45-040d-710b-9871-da1b8b88f96f', 'safeplaces', 'dc83d15b-edf4-4a2c-a7b2-923c7d174bc9', '2026-11-30 16:23:47.304513+00', '2026-11-30 16:23:47.304513+00', NULL, NULL, NULL, 'Hemligt', 'other', 'planbesked', NULL, NULL, NULL, false, 0, 0, '0106000020BE0B0000010000000103000000010000002100000000000000180817410000000083695841CAD33428140817411A02B68F80695841FCCEA1C60808174172BB69377E6958419B803E4BF607174178DD2C0E7C6958419B00DE6BDD071741F61F42297A6958418228321DBF071741F6174C9B78695841E24864899C07174110E395737769584165DE9F0477071741C3B27CBD76695841000000005007174100000080766958419B2160FB28071741C3B27CBD766958411EB79B760307174110E39573776958417ED7CDE2E0061741F6174C9B7869584165FF2194C2061741F61F42297A695841657FC1B4A906174178DD2C0E7C69584104315E399706174172BB69377E695841362CCBD78B0617411A02B68F8069584100000000880617410000000083695841362CCBD78B061741E6FD49708569584104315E39970617418E4496C887695841657FC1B4A90617418822D3F18969584165FF2194C20617410AE0BDD68B6958417ED7CDE2E00617410AE8B3648D6958411EB79B7603071741F01C6A8C8E6958419B2160FB280717413D4D83428F6958410000000050071741000000808F69584165DE9F04770717413D4D83428F695841E24864899C071741F01C6A8C8E6958418228321DBF0717410AE8B3648D6958419B00DE6BDD0717410AE0BDD68B6958419B803E4BF60717418822D3F189695841FCCEA1C6080817418E4496C887695841CAD3342814081741E6FD49708569584100000000180817410000000083695841');


--
-- Data for Name: presence; Type: TABLE DATA; Schema: safeplaces; Owner: safeplaces
--

INSERT INTO safeplaces.presence VALUES ('01a22d45-0415-7c26-b109-aa669b682ea3', 'safeplaces', 'eea0445b-c8b4-4736-aaff-3ec630b4f190', '2026-11-30 16:23:47.47628+00', '2026-11-30 16:23:47.47628+00', NULL, NULL, 'meeting-place', 'Torget', NULL, '0101000020BE0B000000000000500717410000000083695841');


--
-- Data for Name: report_keys; Type: TABLE DATA; Schema: safeplaces; Owner: safeplaces
--



--
-- Data for Name: safety_walks; Type: TABLE DATA; Schema: safeplaces; Owner: safeplaces
--



--
-- Data for Name: service_secrets; Type: TABLE DATA; Schema: safeplaces; Owner: safeplaces
--

INSERT INTO safeplaces.service_secrets VALUES ('report links', '\x8b52f80fbf46a9c26b90c53b6cda821b86b3edcdfb437bf5d7c904ac2a042703');


--
-- Data for Name: unsafe_spot_texts; Type: TABLE DATA; Schema: safeplaces; Owner: safeplaces
--

INSERT INTO safeplaces.unsafe_spot_texts VALUES ('0199a000-0000-7000-8000-000000000001', 'Mörkt åäö', 'Någon', 'nagon@example.se', '070-123 45 67', '\x2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881');


--
-- Data for Name: unsafe_spots; Type: TABLE DATA; Schema: safeplaces; Owner: safeplaces
--

INSERT INTO safeplaces.unsafe_spots VALUES ('0199a000-0000-7000-8000-000000000001', 'safeplaces', '85a31b16-ea82-4713-a79f-5efeea3792a5', '2026-11-30 16:23:47.061848+00', '2026-11-30 16:23:47.061848+00', NULL, NULL, '2026-10-24 23:30:00+00', '2026-10-26 00:00:00+00', 'lighting', 2, NULL, 'received', NULL, 'resident', NULL, '0101000020BE0B000000000000540717410000000083695841');
INSERT INTO safeplaces.unsafe_spots VALUES ('0199a000-0000-7000-8000-000000000002', 'safeplaces', '57536013-2b17-49b9-aca0-6261784f956d', '2026-11-30 16:23:47.061848+00', '2026-11-30 16:23:47.061848+00', NULL, NULL, '2026-10-24 23:30:00+00', '2026-10-26 00:00:00+00', 'lighting', 3, NULL, 'verified', NULL, 'resident', NULL, '0101000020BE0B000000000000580717410000000083695841');
INSERT INTO safeplaces.unsafe_spots VALUES ('0199a000-0000-7000-8000-000000000003', 'safeplaces', 'd023b5ed-286b-4db1-b844-c260df741661', '2026-11-30 16:23:47.061848+00', '2026-11-30 16:23:47.061848+00', NULL, NULL, '2026-10-24 23:30:00+00', '2026-10-26 00:00:00+00', 'lighting', 4, NULL, 'received', NULL, 'resident', NULL, '0101000020BE0B0000000000005C0717410000000083695841');
INSERT INTO safeplaces.unsafe_spots VALUES ('0199a000-0000-7000-8000-000000000004', 'safeplaces', '9986d128-27bb-4efb-b6d7-90ddfb0def38', '2026-11-30 16:23:47.061848+00', '2026-11-30 16:23:47.061848+00', NULL, NULL, '2026-10-24 23:30:00+00', '2026-10-26 00:00:00+00', 'lighting', 1, NULL, 'verified', NULL, 'resident', NULL, '0101000020BE0B000000000000600717410000000083695841');
INSERT INTO safeplaces.unsafe_spots VALUES ('0199a000-0000-7000-8000-000000000005', 'safeplaces', '96f4ad73-9736-4f45-aca0-429846ebca07', '2026-11-30 16:23:47.061848+00', '2026-11-30 16:23:47.061848+00', NULL, NULL, '2026-10-24 23:30:00+00', '2026-10-26 00:00:00+00', 'lighting', 2, NULL, 'received', NULL, 'resident', NULL, '0101000020BE0B000000000000640717410000000083695841');
INSERT INTO safeplaces.unsafe_spots VALUES ('0199a000-0000-7000-8000-000000000006', 'safeplaces', '43d88d3e-779a-44ea-98d3-c16065191c13', '2026-11-30 16:23:47.061848+00', '2026-11-30 16:23:47.061848+00', NULL, NULL, '2026-10-24 23:30:00+00', '2026-10-26 00:00:00+00', 'lighting', 3, NULL, 'verified', NULL, 'resident', NULL, '0101000020BE0B000000000000680717410000000083695841');


--
-- Data for Name: walk_routes; Type: TABLE DATA; Schema: safeplaces; Owner: safeplaces
--

INSERT INTO safeplaces.walk_routes VALUES ('01a22d45-0367-73cd-bc5c-f787e0015338', 'safeplaces', 'e2032c9c-5423-4a62-842a-479462cce525', '2026-11-30 16:23:47.302341+00', '2026-11-30 16:23:47.302341+00', NULL, NULL, 'Åstigen', 'footway', 'unknown', NULL, NULL, NULL, '0102000020BE0B00000200000000000000C0051741000000008369584100000000E00817410000000083695841');


--
-- Name: changed_areas_id_seq; Type: SEQUENCE SET; Schema: safeplaces; Owner: safeplaces
--

SELECT pg_catalog.setval('safeplaces.changed_areas_id_seq', 7, true);


--
-- Name: layer_changes_id_seq; Type: SEQUENCE SET; Schema: safeplaces; Owner: safeplaces
--

SELECT pg_catalog.setval('safeplaces.layer_changes_id_seq', 8, true);


--
-- Name: planned_construction planned_construction_pkey; Type: CONSTRAINT; Schema: gis_public; Owner: safeplaces
--

ALTER TABLE ONLY gis_public.planned_construction
    ADD CONSTRAINT planned_construction_pkey PRIMARY KEY (id);


--
-- Name: presence presence_pkey; Type: CONSTRAINT; Schema: gis_public; Owner: safeplaces
--

ALTER TABLE ONLY gis_public.presence
    ADD CONSTRAINT presence_pkey PRIMARY KEY (id);


--
-- Name: skolor skolor_pkey; Type: CONSTRAINT; Schema: reference; Owner: safeplaces
--

ALTER TABLE ONLY reference.skolor
    ADD CONSTRAINT skolor_pkey PRIMARY KEY (fid);


--
-- Name: migrations PK_migrations; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.migrations
    ADD CONSTRAINT "PK_migrations" PRIMARY KEY ("MigrationId");


--
-- Name: access_tokens access_tokens_hash_key; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.access_tokens
    ADD CONSTRAINT access_tokens_hash_key UNIQUE (hash);


--
-- Name: access_tokens access_tokens_pkey; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.access_tokens
    ADD CONSTRAINT access_tokens_pkey PRIMARY KEY (id);


--
-- Name: assessments assessments_pkey; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.assessments
    ADD CONSTRAINT assessments_pkey PRIMARY KEY (id);


--
-- Name: changed_areas changed_areas_pkey; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.changed_areas
    ADD CONSTRAINT changed_areas_pkey PRIMARY KEY (id);


--
-- Name: focus_areas focus_areas_pkey; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.focus_areas
    ADD CONSTRAINT focus_areas_pkey PRIMARY KEY (id);


--
-- Name: focus_areas focus_areas_source_source_id_key; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.focus_areas
    ADD CONSTRAINT focus_areas_source_source_id_key UNIQUE (source, source_id);


--
-- Name: layer_changes layer_changes_pkey; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.layer_changes
    ADD CONSTRAINT layer_changes_pkey PRIMARY KEY (id);


--
-- Name: lighting lighting_pkey; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.lighting
    ADD CONSTRAINT lighting_pkey PRIMARY KEY (id);


--
-- Name: lighting lighting_source_source_id_key; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.lighting
    ADD CONSTRAINT lighting_source_source_id_key UNIQUE (source, source_id);


--
-- Name: measures measures_pkey; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.measures
    ADD CONSTRAINT measures_pkey PRIMARY KEY (id);


--
-- Name: measures measures_source_source_id_key; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.measures
    ADD CONSTRAINT measures_source_source_id_key UNIQUE (source, source_id);


--
-- Name: planned_construction planned_construction_pkey; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.planned_construction
    ADD CONSTRAINT planned_construction_pkey PRIMARY KEY (id);


--
-- Name: planned_construction planned_construction_source_source_id_key; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.planned_construction
    ADD CONSTRAINT planned_construction_source_source_id_key UNIQUE (source, source_id);


--
-- Name: presence presence_pkey; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.presence
    ADD CONSTRAINT presence_pkey PRIMARY KEY (id);


--
-- Name: presence presence_source_source_id_key; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.presence
    ADD CONSTRAINT presence_source_source_id_key UNIQUE (source, source_id);


--
-- Name: report_keys report_keys_pkey; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.report_keys
    ADD CONSTRAINT report_keys_pkey PRIMARY KEY (key_hash);


--
-- Name: safety_walks safety_walks_pkey; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.safety_walks
    ADD CONSTRAINT safety_walks_pkey PRIMARY KEY (id);


--
-- Name: safety_walks safety_walks_source_source_id_key; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.safety_walks
    ADD CONSTRAINT safety_walks_source_source_id_key UNIQUE (source, source_id);


--
-- Name: service_secrets service_secrets_pkey; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.service_secrets
    ADD CONSTRAINT service_secrets_pkey PRIMARY KEY (name);


--
-- Name: unsafe_spot_texts unsafe_spot_texts_follow_hash_key; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.unsafe_spot_texts
    ADD CONSTRAINT unsafe_spot_texts_follow_hash_key UNIQUE (follow_hash);


--
-- Name: unsafe_spot_texts unsafe_spot_texts_pkey; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.unsafe_spot_texts
    ADD CONSTRAINT unsafe_spot_texts_pkey PRIMARY KEY (unsafe_spot_id);


--
-- Name: unsafe_spots unsafe_spots_pkey; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.unsafe_spots
    ADD CONSTRAINT unsafe_spots_pkey PRIMARY KEY (id);


--
-- Name: unsafe_spots unsafe_spots_source_source_id_key; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.unsafe_spots
    ADD CONSTRAINT unsafe_spots_source_source_id_key UNIQUE (source, source_id);


--
-- Name: walk_routes walk_routes_pkey; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.walk_routes
    ADD CONSTRAINT walk_routes_pkey PRIMARY KEY (id);


--
-- Name: walk_routes walk_routes_source_source_id_key; Type: CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.walk_routes
    ADD CONSTRAINT walk_routes_source_source_id_key UNIQUE (source, source_id);


--
-- Name: planned_construction_geom_idx; Type: INDEX; Schema: gis_public; Owner: safeplaces
--

CREATE INDEX planned_construction_geom_idx ON gis_public.planned_construction USING gist (geom);


--
-- Name: presence_geom_idx; Type: INDEX; Schema: gis_public; Owner: safeplaces
--

CREATE INDEX presence_geom_idx ON gis_public.presence USING gist (geom);


--
-- Name: assessments_created_by_id_idx; Type: INDEX; Schema: safeplaces; Owner: safeplaces
--

CREATE INDEX assessments_created_by_id_idx ON safeplaces.assessments USING btree (created_by, id);


--
-- Name: assessments_site_idx; Type: INDEX; Schema: safeplaces; Owner: safeplaces
--

CREATE INDEX assessments_site_idx ON safeplaces.assessments USING gist (site);


--
-- Name: focus_areas_geom_idx; Type: INDEX; Schema: safeplaces; Owner: safeplaces
--

CREATE INDEX focus_areas_geom_idx ON safeplaces.focus_areas USING gist (geom);


--
-- Name: layer_changes_relation_id_idx; Type: INDEX; Schema: safeplaces; Owner: safeplaces
--

CREATE INDEX layer_changes_relation_id_idx ON safeplaces.layer_changes USING btree (relation, id);


--
-- Name: lighting_geom_idx; Type: INDEX; Schema: safeplaces; Owner: safeplaces
--

CREATE INDEX lighting_geom_idx ON safeplaces.lighting USING gist (geom);


--
-- Name: measures_geom_idx; Type: INDEX; Schema: safeplaces; Owner: safeplaces
--

CREATE INDEX measures_geom_idx ON safeplaces.measures USING gist (geom);


--
-- Name: planned_construction_geom_idx; Type: INDEX; Schema: safeplaces; Owner: safeplaces
--

CREATE INDEX planned_construction_geom_idx ON safeplaces.planned_construction USING gist (geom);


--
-- Name: presence_geom_idx; Type: INDEX; Schema: safeplaces; Owner: safeplaces
--

CREATE INDEX presence_geom_idx ON safeplaces.presence USING gist (geom);


--
-- Name: safety_walks_geom_idx; Type: INDEX; Schema: safeplaces; Owner: safeplaces
--

CREATE INDEX safety_walks_geom_idx ON safeplaces.safety_walks USING gist (geom);


--
-- Name: unsafe_spots_category_idx; Type: INDEX; Schema: safeplaces; Owner: safeplaces
--

CREATE INDEX unsafe_spots_category_idx ON safeplaces.unsafe_spots USING btree (category);


--
-- Name: unsafe_spots_geom_idx; Type: INDEX; Schema: safeplaces; Owner: safeplaces
--

CREATE INDEX unsafe_spots_geom_idx ON safeplaces.unsafe_spots USING gist (geom);


--
-- Name: unsafe_spots_observed_at_idx; Type: INDEX; Schema: safeplaces; Owner: safeplaces
--

CREATE INDEX unsafe_spots_observed_at_idx ON safeplaces.unsafe_spots USING btree (observed_at);


--
-- Name: walk_routes_geom_idx; Type: INDEX; Schema: safeplaces; Owner: safeplaces
--

CREATE INDEX walk_routes_geom_idx ON safeplaces.walk_routes USING gist (geom);


--
-- Name: planned_construction log_delete; Type: TRIGGER; Schema: gis_public; Owner: safeplaces
--

CREATE TRIGGER log_delete AFTER DELETE ON gis_public.planned_construction REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis_public.planned_construction');


--
-- Name: presence log_delete; Type: TRIGGER; Schema: gis_public; Owner: safeplaces
--

CREATE TRIGGER log_delete AFTER DELETE ON gis_public.presence REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis_public.presence');


--
-- Name: planned_construction log_insert; Type: TRIGGER; Schema: gis_public; Owner: safeplaces
--

CREATE TRIGGER log_insert AFTER INSERT ON gis_public.planned_construction REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis_public.planned_construction');


--
-- Name: presence log_insert; Type: TRIGGER; Schema: gis_public; Owner: safeplaces
--

CREATE TRIGGER log_insert AFTER INSERT ON gis_public.presence REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis_public.presence');


--
-- Name: planned_construction log_update; Type: TRIGGER; Schema: gis_public; Owner: safeplaces
--

CREATE TRIGGER log_update AFTER UPDATE ON gis_public.planned_construction REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis_public.planned_construction');


--
-- Name: presence log_update; Type: TRIGGER; Schema: gis_public; Owner: safeplaces
--

CREATE TRIGGER log_update AFTER UPDATE ON gis_public.presence REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis_public.presence');


--
-- Name: planned_construction refuse_truncate; Type: TRIGGER; Schema: gis_public; Owner: safeplaces
--

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON gis_public.planned_construction FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.refuse_truncate();


--
-- Name: presence refuse_truncate; Type: TRIGGER; Schema: gis_public; Owner: safeplaces
--

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON gis_public.presence FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.refuse_truncate();


--
-- Name: assessments frozen; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER frozen BEFORE UPDATE ON safeplaces.assessments FOR EACH ROW EXECUTE FUNCTION safeplaces.refuse_change();


--
-- Name: focus_areas log_delete; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_delete AFTER DELETE ON safeplaces.focus_areas REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.focus_areas');


--
-- Name: lighting log_delete; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_delete AFTER DELETE ON safeplaces.lighting REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.lighting');


--
-- Name: measures log_delete; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_delete AFTER DELETE ON safeplaces.measures REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.measures');


--
-- Name: planned_construction log_delete; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_delete AFTER DELETE ON safeplaces.planned_construction REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.planned_construction');


--
-- Name: presence log_delete; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_delete AFTER DELETE ON safeplaces.presence REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.presence');


--
-- Name: safety_walks log_delete; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_delete AFTER DELETE ON safeplaces.safety_walks REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.safety_walks');


--
-- Name: unsafe_spots log_delete; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_delete AFTER DELETE ON safeplaces.unsafe_spots REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.unsafe_spots');


--
-- Name: walk_routes log_delete; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_delete AFTER DELETE ON safeplaces.walk_routes REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.walk_routes');


--
-- Name: focus_areas log_insert; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_insert AFTER INSERT ON safeplaces.focus_areas REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.focus_areas');


--
-- Name: lighting log_insert; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_insert AFTER INSERT ON safeplaces.lighting REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.lighting');


--
-- Name: measures log_insert; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_insert AFTER INSERT ON safeplaces.measures REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.measures');


--
-- Name: planned_construction log_insert; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_insert AFTER INSERT ON safeplaces.planned_construction REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.planned_construction');


--
-- Name: presence log_insert; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_insert AFTER INSERT ON safeplaces.presence REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.presence');


--
-- Name: safety_walks log_insert; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_insert AFTER INSERT ON safeplaces.safety_walks REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.safety_walks');


--
-- Name: unsafe_spots log_insert; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_insert AFTER INSERT ON safeplaces.unsafe_spots REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.unsafe_spots');


--
-- Name: walk_routes log_insert; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_insert AFTER INSERT ON safeplaces.walk_routes REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.walk_routes');


--
-- Name: unsafe_spot_texts log_text; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_text AFTER INSERT OR DELETE OR UPDATE ON safeplaces.unsafe_spot_texts FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change_without_place('gis.unsafe_spots');


--
-- Name: focus_areas log_update; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_update AFTER UPDATE ON safeplaces.focus_areas REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.focus_areas');


--
-- Name: lighting log_update; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_update AFTER UPDATE ON safeplaces.lighting REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.lighting');


--
-- Name: measures log_update; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_update AFTER UPDATE ON safeplaces.measures REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.measures');


--
-- Name: planned_construction log_update; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_update AFTER UPDATE ON safeplaces.planned_construction REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.planned_construction');


--
-- Name: presence log_update; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_update AFTER UPDATE ON safeplaces.presence REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.presence');


--
-- Name: safety_walks log_update; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_update AFTER UPDATE ON safeplaces.safety_walks REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.safety_walks');


--
-- Name: unsafe_spots log_update; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_update AFTER UPDATE ON safeplaces.unsafe_spots REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.unsafe_spots');


--
-- Name: walk_routes log_update; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER log_update AFTER UPDATE ON safeplaces.walk_routes REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.log_change('gis.walk_routes');


--
-- Name: planned_construction publish_delete; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER publish_delete AFTER DELETE ON safeplaces.planned_construction REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.publish_rows('step <> ''planbesked''');


--
-- Name: presence publish_delete; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER publish_delete AFTER DELETE ON safeplaces.presence REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.publish_rows('kind = ''meeting-place''');


--
-- Name: planned_construction publish_insert; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER publish_insert AFTER INSERT ON safeplaces.planned_construction REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.publish_rows('step <> ''planbesked''');


--
-- Name: presence publish_insert; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER publish_insert AFTER INSERT ON safeplaces.presence REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.publish_rows('kind = ''meeting-place''');


--
-- Name: planned_construction publish_update; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER publish_update AFTER UPDATE ON safeplaces.planned_construction REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.publish_rows('step <> ''planbesked''');


--
-- Name: presence publish_update; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER publish_update AFTER UPDATE ON safeplaces.presence REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.publish_rows('kind = ''meeting-place''');


--
-- Name: focus_areas refuse_truncate; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON safeplaces.focus_areas FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.refuse_truncate();


--
-- Name: lighting refuse_truncate; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON safeplaces.lighting FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.refuse_truncate();


--
-- Name: measures refuse_truncate; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON safeplaces.measures FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.refuse_truncate();


--
-- Name: planned_construction refuse_truncate; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON safeplaces.planned_construction FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.refuse_truncate();


--
-- Name: presence refuse_truncate; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON safeplaces.presence FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.refuse_truncate();


--
-- Name: safety_walks refuse_truncate; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON safeplaces.safety_walks FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.refuse_truncate();


--
-- Name: unsafe_spots refuse_truncate; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON safeplaces.unsafe_spots FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.refuse_truncate();


--
-- Name: walk_routes refuse_truncate; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON safeplaces.walk_routes FOR EACH STATEMENT EXECUTE FUNCTION safeplaces.refuse_truncate();


--
-- Name: focus_areas touch; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER touch BEFORE UPDATE ON safeplaces.focus_areas FOR EACH ROW EXECUTE FUNCTION safeplaces.touch();


--
-- Name: lighting touch; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER touch BEFORE UPDATE ON safeplaces.lighting FOR EACH ROW EXECUTE FUNCTION safeplaces.touch();


--
-- Name: measures touch; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER touch BEFORE UPDATE ON safeplaces.measures FOR EACH ROW EXECUTE FUNCTION safeplaces.touch();


--
-- Name: planned_construction touch; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER touch BEFORE UPDATE ON safeplaces.planned_construction FOR EACH ROW EXECUTE FUNCTION safeplaces.touch();


--
-- Name: presence touch; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER touch BEFORE UPDATE ON safeplaces.presence FOR EACH ROW EXECUTE FUNCTION safeplaces.touch();


--
-- Name: safety_walks touch; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER touch BEFORE UPDATE ON safeplaces.safety_walks FOR EACH ROW EXECUTE FUNCTION safeplaces.touch();


--
-- Name: unsafe_spots touch; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER touch BEFORE UPDATE ON safeplaces.unsafe_spots FOR EACH ROW EXECUTE FUNCTION safeplaces.touch();


--
-- Name: walk_routes touch; Type: TRIGGER; Schema: safeplaces; Owner: safeplaces
--

CREATE TRIGGER touch BEFORE UPDATE ON safeplaces.walk_routes FOR EACH ROW EXECUTE FUNCTION safeplaces.touch();


--
-- Name: unsafe_spot_texts unsafe_spot_texts_unsafe_spot_id_fkey; Type: FK CONSTRAINT; Schema: safeplaces; Owner: safeplaces
--

ALTER TABLE ONLY safeplaces.unsafe_spot_texts
    ADD CONSTRAINT unsafe_spot_texts_unsafe_spot_id_fkey FOREIGN KEY (unsafe_spot_id) REFERENCES safeplaces.unsafe_spots(id) ON DELETE CASCADE;


--
-- Name: SCHEMA gis; Type: ACL; Schema: -; Owner: safeplaces
--

GRANT USAGE ON SCHEMA gis TO safeplaces_public;


--
-- Name: SCHEMA gis_officer; Type: ACL; Schema: -; Owner: safeplaces
--

GRANT USAGE ON SCHEMA gis_officer TO safeplaces_officer;


--
-- Name: SCHEMA gis_public; Type: ACL; Schema: -; Owner: safeplaces
--

GRANT USAGE ON SCHEMA gis_public TO safeplaces_public;


--
-- Name: SCHEMA reference; Type: ACL; Schema: -; Owner: safeplaces
--

GRANT USAGE ON SCHEMA reference TO safeplaces_partner;
GRANT ALL ON SCHEMA reference TO safeplaces_planner;


--
-- Name: SCHEMA safeplaces; Type: ACL; Schema: -; Owner: safeplaces
--

GRANT USAGE ON SCHEMA safeplaces TO safeplaces_public;


--
-- Name: LANGUAGE plpgsql; Type: ACL; Schema: -; Owner: safeplaces
--

REVOKE ALL ON LANGUAGE plpgsql FROM PUBLIC;


--
-- Name: FUNCTION _postgis_index_extent(tbl regclass, col text); Type: ACL; Schema: public; Owner: safeplaces
--

REVOKE ALL ON FUNCTION public._postgis_index_extent(tbl regclass, col text) FROM PUBLIC;


--
-- Name: FUNCTION _postgis_join_selectivity(regclass, text, regclass, text, text); Type: ACL; Schema: public; Owner: safeplaces
--

REVOKE ALL ON FUNCTION public._postgis_join_selectivity(regclass, text, regclass, text, text) FROM PUBLIC;


--
-- Name: FUNCTION _postgis_selectivity(tbl regclass, att_name text, geom public.geometry, mode text); Type: ACL; Schema: public; Owner: safeplaces
--

REVOKE ALL ON FUNCTION public._postgis_selectivity(tbl regclass, att_name text, geom public.geometry, mode text) FROM PUBLIC;


--
-- Name: FUNCTION _postgis_stats(tbl regclass, att_name text, text); Type: ACL; Schema: public; Owner: safeplaces
--

REVOKE ALL ON FUNCTION public._postgis_stats(tbl regclass, att_name text, text) FROM PUBLIC;


--
-- Name: FUNCTION st_estimatedextent(text, text); Type: ACL; Schema: public; Owner: safeplaces
--

REVOKE ALL ON FUNCTION public.st_estimatedextent(text, text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.st_estimatedextent(text, text) TO safeplaces_planner;


--
-- Name: FUNCTION st_estimatedextent(text, text, text); Type: ACL; Schema: public; Owner: safeplaces
--

REVOKE ALL ON FUNCTION public.st_estimatedextent(text, text, text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.st_estimatedextent(text, text, text) TO safeplaces_planner;


--
-- Name: FUNCTION st_estimatedextent(text, text, text, boolean); Type: ACL; Schema: public; Owner: safeplaces
--

REVOKE ALL ON FUNCTION public.st_estimatedextent(text, text, text, boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.st_estimatedextent(text, text, text, boolean) TO safeplaces_planner;


--
-- Name: FUNCTION follow_report(hash bytea); Type: ACL; Schema: safeplaces; Owner: safeplaces
--

REVOKE ALL ON FUNCTION safeplaces.follow_report(hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION safeplaces.follow_report(hash bytea) TO safeplaces_public;


--
-- Name: FUNCTION layer_version(published text); Type: ACL; Schema: safeplaces; Owner: safeplaces
--

REVOKE ALL ON FUNCTION safeplaces.layer_version(published text) FROM PUBLIC;
GRANT ALL ON FUNCTION safeplaces.layer_version(published text) TO safeplaces_partner;
GRANT ALL ON FUNCTION safeplaces.layer_version(published text) TO safeplaces_planner;


--
-- Name: FUNCTION log_change(); Type: ACL; Schema: safeplaces; Owner: safeplaces
--

REVOKE ALL ON FUNCTION safeplaces.log_change() FROM PUBLIC;


--
-- Name: FUNCTION log_change_without_place(); Type: ACL; Schema: safeplaces; Owner: safeplaces
--

REVOKE ALL ON FUNCTION safeplaces.log_change_without_place() FROM PUBLIC;


--
-- Name: TABLE assessments; Type: ACL; Schema: safeplaces; Owner: safeplaces
--

GRANT SELECT,INSERT ON TABLE safeplaces.assessments TO safeplaces_planner;
GRANT INSERT ON TABLE safeplaces.assessments TO safeplaces_partner;


--
-- Name: FUNCTION own_assessments(token text); Type: ACL; Schema: safeplaces; Owner: safeplaces
--

REVOKE ALL ON FUNCTION safeplaces.own_assessments(token text) FROM PUBLIC;
GRANT ALL ON FUNCTION safeplaces.own_assessments(token text) TO safeplaces_partner;


--
-- Name: FUNCTION publish_rows(); Type: ACL; Schema: safeplaces; Owner: safeplaces
--

REVOKE ALL ON FUNCTION safeplaces.publish_rows() FROM PUBLIC;


--
-- Name: FUNCTION report_body(key bytea); Type: ACL; Schema: safeplaces; Owner: safeplaces
--

REVOKE ALL ON FUNCTION safeplaces.report_body(key bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION safeplaces.report_body(key bytea) TO safeplaces_public;


--
-- Name: FUNCTION site_focus_areas(site public.geometry, on_day date); Type: ACL; Schema: safeplaces; Owner: safeplaces
--

REVOKE ALL ON FUNCTION safeplaces.site_focus_areas(site public.geometry, on_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION safeplaces.site_focus_areas(site public.geometry, on_day date) TO safeplaces_partner;
GRANT ALL ON FUNCTION safeplaces.site_focus_areas(site public.geometry, on_day date) TO safeplaces_planner;


--
-- Name: FUNCTION site_reports(site public.geometry); Type: ACL; Schema: safeplaces; Owner: safeplaces
--

REVOKE ALL ON FUNCTION safeplaces.site_reports(site public.geometry) FROM PUBLIC;
GRANT ALL ON FUNCTION safeplaces.site_reports(site public.geometry) TO safeplaces_partner;


--
-- Name: TABLE focus_areas; Type: ACL; Schema: safeplaces; Owner: safeplaces
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE safeplaces.focus_areas TO safeplaces_officer;


--
-- Name: TABLE focus_areas; Type: ACL; Schema: gis; Owner: safeplaces
--

GRANT SELECT ON TABLE gis.focus_areas TO safeplaces_planner;
GRANT INSERT,DELETE,UPDATE ON TABLE gis.focus_areas TO safeplaces_officer;


--
-- Name: TABLE lighting; Type: ACL; Schema: safeplaces; Owner: safeplaces
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE safeplaces.lighting TO safeplaces_planner;


--
-- Name: TABLE lighting; Type: ACL; Schema: gis; Owner: safeplaces
--

GRANT SELECT ON TABLE gis.lighting TO safeplaces_public;
GRANT INSERT,DELETE,UPDATE ON TABLE gis.lighting TO safeplaces_planner;


--
-- Name: TABLE measures; Type: ACL; Schema: safeplaces; Owner: safeplaces
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE safeplaces.measures TO safeplaces_officer;


--
-- Name: TABLE measures; Type: ACL; Schema: gis; Owner: safeplaces
--

GRANT SELECT ON TABLE gis.measures TO safeplaces_planner;
GRANT INSERT,DELETE,UPDATE ON TABLE gis.measures TO safeplaces_officer;


--
-- Name: TABLE planned_construction; Type: ACL; Schema: safeplaces; Owner: safeplaces
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE safeplaces.planned_construction TO safeplaces_planner;


--
-- Name: TABLE planned_construction; Type: ACL; Schema: gis; Owner: safeplaces
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gis.planned_construction TO safeplaces_planner;


--
-- Name: TABLE presence; Type: ACL; Schema: safeplaces; Owner: safeplaces
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE safeplaces.presence TO safeplaces_officer;


--
-- Name: TABLE presence; Type: ACL; Schema: gis; Owner: safeplaces
--

GRANT SELECT ON TABLE gis.presence TO safeplaces_planner;
GRANT INSERT,DELETE,UPDATE ON TABLE gis.presence TO safeplaces_officer;


--
-- Name: TABLE safety_walks; Type: ACL; Schema: safeplaces; Owner: safeplaces
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE safeplaces.safety_walks TO safeplaces_officer;


--
-- Name: TABLE safety_walks; Type: ACL; Schema: gis; Owner: safeplaces
--

GRANT SELECT ON TABLE gis.safety_walks TO safeplaces_planner;
GRANT INSERT,DELETE,UPDATE ON TABLE gis.safety_walks TO safeplaces_officer;


--
-- Name: TABLE unsafe_spots; Type: ACL; Schema: safeplaces; Owner: safeplaces
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE safeplaces.unsafe_spots TO safeplaces_officer;
GRANT INSERT ON TABLE safeplaces.unsafe_spots TO safeplaces_public;


--
-- Name: TABLE unsafe_spots; Type: ACL; Schema: gis; Owner: safeplaces
--

GRANT SELECT ON TABLE gis.unsafe_spots TO safeplaces_planner;


--
-- Name: TABLE walk_routes; Type: ACL; Schema: safeplaces; Owner: safeplaces
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE safeplaces.walk_routes TO safeplaces_planner;


--
-- Name: TABLE walk_routes; Type: ACL; Schema: gis; Owner: safeplaces
--

GRANT SELECT ON TABLE gis.walk_routes TO safeplaces_public;
GRANT INSERT,DELETE,UPDATE ON TABLE gis.walk_routes TO safeplaces_planner;


--
-- Name: TABLE unsafe_spot_texts; Type: ACL; Schema: safeplaces; Owner: safeplaces
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE safeplaces.unsafe_spot_texts TO safeplaces_officer;
GRANT INSERT ON TABLE safeplaces.unsafe_spot_texts TO safeplaces_public;


--
-- Name: TABLE unsafe_spots; Type: ACL; Schema: gis_officer; Owner: safeplaces
--

GRANT SELECT ON TABLE gis_officer.unsafe_spots TO safeplaces_officer;


--
-- Name: TABLE planned_construction; Type: ACL; Schema: gis_public; Owner: safeplaces
--

GRANT SELECT ON TABLE gis_public.planned_construction TO safeplaces_public;


--
-- Name: TABLE presence; Type: ACL; Schema: gis_public; Owner: safeplaces
--

GRANT SELECT ON TABLE gis_public.presence TO safeplaces_public;


--
-- Name: TABLE skolor; Type: ACL; Schema: reference; Owner: safeplaces
--

GRANT SELECT ON TABLE reference.skolor TO safeplaces_planner;


--
-- Name: TABLE report_keys; Type: ACL; Schema: safeplaces; Owner: safeplaces
--

GRANT INSERT ON TABLE safeplaces.report_keys TO safeplaces_public;


--
-- Name: DEFAULT PRIVILEGES FOR TABLES; Type: DEFAULT ACL; Schema: reference; Owner: safeplaces
--

ALTER DEFAULT PRIVILEGES FOR ROLE safeplaces IN SCHEMA reference GRANT SELECT ON TABLES  TO safeplaces_planner;


--
-- Name: safeplaces_publish_reference; Type: EVENT TRIGGER; Schema: -; Owner: safeplaces
--

CREATE EVENT TRIGGER safeplaces_publish_reference ON ddl_command_end
         WHEN TAG IN ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'CREATE VIEW', 'CREATE MATERIALIZED VIEW', 'CREATE FOREIGN TABLE')
   EXECUTE FUNCTION safeplaces.publish_reference();


ALTER EVENT TRIGGER safeplaces_publish_reference OWNER TO safeplaces;

--
-- PostgreSQL database dump complete
--


