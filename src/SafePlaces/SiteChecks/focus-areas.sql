select name, kind, share from safeplaces.site_focus_areas($1, $2);
