package slipway.master.farm;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.List;
import slipway.master.journal.EventCodec;
import slipway.master.loop.Leading;
import slipway.master.wire.Wire;
import slipway.proto.ReadStateRequest;
import slipway.proto.StatePiece;
import slipway.proto.TreePackage;
import slipway.scheduler.Event;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.simulate.FarmState;

/// The whole farm as it is at one moment, to one client.
final class StateStream {
  private static final int BATCH = 500;

  private final Leading leading;
  private final TreeView tree;

  StateStream(Leading leading, TreeView tree) {
    this.leading = leading;
    this.tree = tree;
  }

  private record Moment(FarmPolicy policy, List<Event> events) {}

  void run(ReadStateRequest request, Outflow<StatePiece> out)
      throws IOException, InterruptedException {
    var loop = leading.loop();
    var now = loop.now();
    var moment = loop.query(farm -> new Moment(farm.policy(), FarmState.eventsOf(farm)));
    var head =
        StatePiece.newBuilder()
            .setTime(Wire.time(now))
            .setPolicy(ByteString.copyFrom(EventCodec.encode(moment.policy())));
    if (!out.send(head.build())) {
      return;
    }
    for (int from = 0; from < moment.events().size(); from += BATCH) {
      var piece = StatePiece.newBuilder();
      for (Event event : part(moment.events(), from)) {
        piece.addEvents(ByteString.copyFrom(EventCodec.encode(event)));
      }
      if (!out.send(piece.build())) {
        return;
      }
    }
    var packages = request.getWithTree() ? tree.everything() : List.<FarmState.InTree>of();
    for (int from = 0; from < packages.size(); from += BATCH) {
      var piece = StatePiece.newBuilder();
      part(packages, from).forEach(one -> piece.addPackages(wire(one)));
      if (!out.send(piece.build())) {
        return;
      }
    }
  }

  private static <T> List<T> part(List<T> all, int from) {
    return all.subList(from, Math.min(from + BATCH, all.size()));
  }

  private static TreePackage wire(FarmState.InTree one) {
    return TreePackage.newBuilder()
        .setPackage(one.what().name())
        .setTarget(Wire.target(one.what().target()))
        .setVersion(one.version())
        .addAllHostDependencies(one.hostDependencies())
        .addAllTargetDependencies(one.targetDependencies())
        .build();
  }
}
