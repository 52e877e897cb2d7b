-- Version of a published relation the caller's role may select, in the caller's own snapshot; else null. The number of its own
-- changes and nothing else: an id of the log, which all layers share, would tell how much happened in those the caller does not see.
create or replace function safeplaces.layer_version(published text) returns text
  language sql stable security definer set search_path = safeplaces, public, pg_temp as $$
  select coalesce(sum(changes), 0)::text from layer_changes
  where relation = published
  having has_table_privilege(coalesce(nullif(current_setting('role'), 'none'), session_user), published, 'select');
$$;
