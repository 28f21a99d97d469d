/// The state: rows for builds and workers, what each event does to them, and the indexes that keep
/// every decision cheap. Knows nothing of decisions.
///
///     Farm.apply ──► Ledger ──► Build, WorkerRow (fold)
///                      └──────► ReadyQueue, Dependents, ReleaseSets, Estimates (indexes)
///     Farm.decide ─► Draft: the ledger as it will be once the events decided so far are applied
@NullMarked
package slipway.scheduler.ledger;

import org.jspecify.annotations.NullMarked;
