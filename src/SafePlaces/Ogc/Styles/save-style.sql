-- Ours are older than anything a person saves, whose own default then comes first.
insert into public.layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, stylename, styleqml, stylesld, useasdefault, description, owner, update_time, type)
values (current_database(), $1, $2, 'geom', $3, xmlparse(document $4), xmlparse(document $5), $6, $7, safeplaces.layer_styles_owner(), 'epoch', $8)
on conflict (f_table_schema, f_table_name, stylename, coalesce(type, '')) where update_time = 'epoch'
do update set f_table_catalog = excluded.f_table_catalog, styleqml = excluded.styleqml, stylesld = excluded.stylesld,
  useasdefault = excluded.useasdefault, description = excluded.description
where (layer_styles.f_table_catalog, layer_styles.styleqml::text, layer_styles.stylesld::text, layer_styles.useasdefault, layer_styles.description)
  is distinct from (excluded.f_table_catalog, excluded.styleqml::text, excluded.stylesld::text, excluded.useasdefault, excluded.description)
