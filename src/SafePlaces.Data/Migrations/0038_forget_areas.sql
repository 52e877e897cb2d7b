-- Who reads what changed does so within minutes: boxes older than a day tell nobody anything.
create or replace procedure safeplaces.compact_layer_changes() language sql as $$
  with folded as (
    delete from safeplaces.layer_changes where changed_at < now() - interval '1 day' returning *
  )
  insert into safeplaces.layer_changes (id, relation, added, removed, changes, changed_at) overriding system value
  select max(id), relation, sum(added), sum(removed), sum(changes), max(changed_at) from folded group by relation;
  delete from safeplaces.changed_areas where changed_at < now() - interval '1 day';
$$;
