package slipway.master.history;

import java.io.IOException;
import slipway.master.rocks.Keys;
import slipway.master.rocks.Rocks;
import slipway.proto.BuildDetails;
import slipway.proto.Push;
import slipway.proto.TargetSummary;
import slipway.proto.Worker;

/// The documents of the history, by kind.
final class Tables {
  final Documents<Long, BuildDetails> builds;
  final Documents<Long, Push> pushes;
  final Documents<String, Worker> workers;
  final Documents<String, TargetSummary> targets;

  Tables(Rocks rocks) {
    builds = new Documents<>(rocks, Families.BUILDS, Keys::of, BuildDetails.parser());
    pushes = new Documents<>(rocks, Families.PUSHES, Keys::of, Push.parser());
    workers = new Documents<>(rocks, Families.WORKERS, Keys::of, Worker.parser());
    targets = new Documents<>(rocks, Families.TARGETS, Keys::of, TargetSummary.parser());
  }

  void writeTo(Rocks.Batch batch) throws IOException {
    builds.writeTo(batch);
    pushes.writeTo(batch);
    workers.writeTo(batch);
    targets.writeTo(batch);
  }

  void written() {
    builds.written();
    pushes.written();
    workers.written();
    targets.written();
  }
}
