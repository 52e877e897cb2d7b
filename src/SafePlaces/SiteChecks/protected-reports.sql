select * from safeplaces.site_reports($1) order by ring_m, dimension, value;
