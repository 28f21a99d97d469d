/// From what is wanted to builds: compares a plan with what is on its way, and orders it.
///
///     Command.Plan ──► WantedGraph ──► Fates ──► Ranks ──► Planner: events
///                      edges, cycles   keep,     path,
///                                      queue,    frees,
///                                      revive …  lane
@NullMarked
package slipway.scheduler.plan;

import org.jspecify.annotations.NullMarked;
