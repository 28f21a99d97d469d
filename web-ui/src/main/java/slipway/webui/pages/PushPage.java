package slipway.webui.pages;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import slipway.proto.Build;
import slipway.proto.BuildState;
import slipway.proto.GetPushRequest;
import slipway.webui.farm.FarmClient;
import slipway.webui.http.Params;

/// `/push/ID`: what a push called for and how far that is.
public record PushPage(FarmClient farm, Renderer renderer) implements Handler {

  /// A world rebuild has tens of thousands of builds; the rest is behind a link.
  private static final int BUILDS_MAX = 300;

  /// What a person looks for comes first.
  private static final List<BuildState> ORDER =
      List.of(
          BuildState.FAILED,
          BuildState.DEPENDENCY_FAILED,
          BuildState.BUILDING,
          BuildState.READY,
          BuildState.BLOCKED,
          BuildState.DELIVERED,
          BuildState.STAGED,
          BuildState.RELEASED);

  @Override
  public void handle(Context ctx) {
    var request = GetPushRequest.newBuilder().setPush(Params.id(ctx, "push")).build();
    var details = farm.read(stub -> stub.getPush(request));
    var builds =
        details.getBuildsList().stream()
            .sorted(
                Comparator.comparingInt(PushPage::rank)
                    .thenComparing(Build::getPackage)
                    .thenComparingLong(Build::getId))
            .limit(BUILDS_MAX)
            .toList();
    renderer.showLive(
        ctx,
        "push.jte",
        "Push " + request.getPush(),
        Map.of("details", details, "builds", builds),
        "push=" + request.getPush());
  }

  private static int rank(Build build) {
    int index = ORDER.indexOf(build.getState());
    return index < 0 ? ORDER.size() : index;
  }
}
