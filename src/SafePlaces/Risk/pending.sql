-- Takes what waits: gone when the transaction that computes it commits, and not before.
delete from safeplaces.risk_pending returning relation, area;
