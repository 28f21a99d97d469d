package slipway.cli.simulate;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import slipway.cli.Failure;
import slipway.cli.config.MasterConfigFile;
import slipway.cli.ctl.FarmOptions;
import slipway.master.StoredFarm;
import slipway.master.journal.EventCodec;
import slipway.master.wire.Wire;
import slipway.proto.ReadStateRequest;
import slipway.proto.TreePackage;
import slipway.scheduler.Event;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.simulate.FarmState;

/// A farm's own state: of a running master, or of a data directory that no master has.
final class FarmStates {
  private FarmStates() {}

  static FarmState ofMaster(FarmOptions farm, boolean withTree) throws IOException {
    var at = Instant.EPOCH;
    FarmPolicy policy = null;
    var events = new ArrayList<Event>();
    var tree = new ArrayList<FarmState.InTree>();
    try (var connection = farm.connect()) {
      var pieces =
          connection
              .streams()
              .readState(ReadStateRequest.newBuilder().setWithTree(withTree).build());
      while (pieces.hasNext()) {
        var piece = pieces.next();
        if (piece.hasTime()) {
          at = Wire.time(piece.getTime());
          policy = EventCodec.decodePolicy(piece.getPolicy().toByteArray());
        }
        for (ByteString json : piece.getEventsList()) {
          events.add(EventCodec.decode(json.toByteArray(), 0, json.size()));
        }
        piece.getPackagesList().forEach(one -> tree.add(inTree(one)));
      }
    }
    if (policy == null) {
      throw new Failure("The master has sent no state. Is it as new as this program?");
    }
    return new FarmState(at, policy, events, tree);
  }

  private static FarmState.InTree inTree(TreePackage one) {
    return new FarmState.InTree(
        new PackageTarget(one.getPackage(), Wire.target(one.getTarget())),
        one.getVersion(),
        one.getHostDependenciesList(),
        one.getTargetDependenciesList());
  }

  /// @param data instead of the configuration's, such as a copy of it
  static FarmState ofDirectory(Path config, @Nullable Path data, boolean withTree)
      throws IOException {
    var read = MasterConfigFile.read(config);
    return StoredFarm.read(read, data == null ? read.dataDirectory() : data, withTree);
  }
}
