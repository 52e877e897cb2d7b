-- What one copy of the service does at a time. Who holds the row, in a transaction, does it; the row is free when that
-- transaction ends or its connection dies. Only the worker may: an advisory lock any login could take and keep.
create table safeplaces.locks (name text primary key);
insert into safeplaces.locks values ('derived-layers'), ('back-test'), ('jobs');
grant select, update on safeplaces.locks to safeplaces_worker;
comment on table safeplaces.locks is 'What one copy of the service does at a time: held by locking the row, which only the service may.';
