package slipway.master.loop;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import slipway.master.journal.Journal;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.Farm;
import slipway.scheduler.Refused;

/// One turn of the loop: decisions first, then one write, then all answers.
final class Turn {
  private final Farm farm;
  private final InstantSource time;
  private final List<Event> journaled = new ArrayList<>();
  private final List<Runnable> answers = new ArrayList<>();
  private final Set<String> toTell = new TreeSet<>();
  private long sequence;

  Turn(Farm farm, InstantSource time) {
    this.farm = farm;
    this.time = time;
  }

  void decide(Command command, CompletableFuture<FarmLoop.Decision> answer) {
    try {
      var decided = farm.decide(command, time.instant());
      decided.forEach(this::take);
      touch(command);
      answers.add(() -> answer.complete(new FarmLoop.Decision(decided, sequence)));
    } catch (Refused refused) {
      touch(command);
      answers.add(() -> answer.completeExceptionally(refused));
    }
  }

  private void take(Event event) {
    farm.apply(event);
    if (event.isJournaled()) {
      journaled.add(event);
    }
  }

  /// Whoever speaks is answered, though nothing followed.
  private void touch(Command command) {
    switch (command) {
      case Command.WorkerReported reported -> toTell.add(reported.status().name());
      case Command.AttemptEnded ended -> toTell.add(ended.worker());
      default -> {}
    }
  }

  void afterwards(Runnable answer) {
    answers.add(answer);
  }

  void commit(Journal journal, long epoch) throws IOException {
    sequence = journaled.isEmpty() ? journal.lastSequence() : journal.append(epoch, journaled);
  }

  /// @param before the sequence before this turn
  void announce(Audience audience, long before, long epoch) {
    var entries = new ArrayList<Journal.Entry>(journaled.size());
    long next = before;
    for (Event event : journaled) {
      entries.add(new Journal.Entry(++next, epoch, event));
    }
    if (!entries.isEmpty()) {
      audience.happened(entries, farm);
    }
    toTell.addAll(farm.takeWorkersToTell());
    for (String worker : toTell) {
      if (audience.isConnected(worker)) {
        audience.ordered(worker, farm.ordersFor(worker));
      }
    }
    answers.forEach(Runnable::run);
  }
}
