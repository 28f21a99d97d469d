package slipway.webui.api;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import slipway.proto.ExplainRequest;
import slipway.proto.GetBuildRequest;
import slipway.proto.GetPackageRequest;
import slipway.proto.GetPushRequest;
import slipway.proto.ListArrangementsRequest;
import slipway.proto.ListAuditRequest;
import slipway.proto.ListProblemsRequest;
import slipway.proto.ListPushesRequest;
import slipway.proto.ListQueueRequest;
import slipway.proto.ListRepositoriesRequest;
import slipway.proto.ListWorkersRequest;
import slipway.webui.farm.FarmClient;
import slipway.webui.farm.LiveEvents;
import slipway.webui.http.Params;
import slipway.webui.pages.BuildsPage;
import slipway.webui.pages.PackagesPage;
import slipway.webui.pages.Renderer;
import slipway.webui.pages.SearchPage;

/// `/api/…`: what the pages show, as JSON. Each answer is a message of the farm's gRPC API in
/// protobuf's own JSON form, with the names of the fields as they are written there.
public final class JsonApi {

  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .preservingProtoFieldNames()
          .alwaysPrintFieldsWithNoPresence()
          .omittingInsignificantWhitespace();

  private static final String PAGED = "before, limit";
  private static final int LIMIT = 100;
  private static final int LIMIT_MAX = 1000;

  private final FarmClient farm;
  private final LiveEvents events;
  private final Renderer renderer;

  public JsonApi(FarmClient farm, LiveEvents events, Renderer renderer) {
    this.farm = farm;
    this.events = events;
    this.renderer = renderer;
  }

  public void add(RoutesConfig routes) {
    for (var endpoint : endpoints()) {
      routes.get(endpoint.path(), ctx -> send(ctx, print(endpoint.answer().from(ctx))));
    }
    routes.get("/api/search", this::search);
    routes.get("/api/events", new EventFeed(events));
    routes.get("/api", this::document);
    new XqApi(farm).add(routes);
  }

  /// A message as JSON, on one line.
  static String print(MessageOrBuilder message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException unknownAny) {
      throw new IllegalStateException("the farm's messages hold no Any", unknownAny);
    }
  }

  private static void send(Context ctx, String json) {
    ctx.contentType("application/json; charset=utf-8").header("Cache-Control", "no-store");
    ctx.result(json + "\n");
  }

  private void document(Context ctx) {
    renderer.show(ctx, "api.jte", "JSON API", Map.of("endpoints", endpoints()));
  }

  private void search(Context ctx) throws InterruptedException {
    var request = SearchPage.request(ctx, Params.limit(ctx, LIMIT, LIMIT_MAX));
    var hits = SearchPage.search(farm, request);
    send(
        ctx,
        hits.stream().map(JsonApi::print).collect(Collectors.joining(",", "{\"hits\":[", "]}")));
  }

  private List<Endpoint> endpoints() {
    return List.of(
        new Endpoint("/api/overview", "", "What the farm does now.", _ -> farm.overview()),
        new Endpoint(
            "/api/builds",
            "package, target, state, push, worker, " + PAGED,
            "Builds, newest first. state may be repeated.",
            this::builds),
        new Endpoint(
            "/api/build/{id}",
            "",
            "One build: attempts, dependencies, explanation, timeline.",
            this::build),
        new Endpoint("/api/build/{id}/why", "", "Why a build is where it is.", this::explain),
        new Endpoint(
            "/api/queue", "target, blocked, limit", "What starts next, in order.", this::queue),
        new Endpoint("/api/workers", "", "All workers.", this::workers),
        new Endpoint(
            "/api/arrangements", "", "Holds, drained locations, windows.", this::arrangements),
        new Endpoint("/api/pushes", PAGED, "Pushes, newest first.", this::pushes),
        new Endpoint("/api/push/{id}", "", "One push with its builds.", this::push),
        new Endpoint(
            "/api/package/{name}", "", "One package on all targets.", this::packageDetails),
        new Endpoint("/api/problems", "package", "What somebody should mend.", this::problems),
        new Endpoint("/api/repositories", "", "Repositories and mirrors.", this::repositories),
        new Endpoint(
            "/api/packages",
            "q, arch, file, limit",
            "Published packages by a part of name, version or description; or who owns a file. Under /v1, the same in the form of xq-api.",
            this::published),
        new Endpoint("/api/audit", PAGED, "Who did what, newest first.", this::audit));
  }

  private Message builds(Context ctx) {
    var request = BuildsPage.request(ctx, Params.limit(ctx, LIMIT, LIMIT_MAX));
    return farm.read(stub -> stub.listBuilds(request));
  }

  private Message build(Context ctx) {
    var request = GetBuildRequest.newBuilder().setBuild(Params.id(ctx, "build")).build();
    return farm.read(stub -> stub.getBuild(request));
  }

  private Message explain(Context ctx) {
    var request = ExplainRequest.newBuilder().setBuild(Params.id(ctx, "build")).build();
    return farm.read(stub -> stub.explain(request));
  }

  private Message queue(Context ctx) {
    var request =
        ListQueueRequest.newBuilder()
            .setLimit(Params.limit(ctx, LIMIT, LIMIT_MAX))
            .setWithBlocked(Params.flag(ctx, "blocked"));
    Params.target(ctx).ifPresent(request::setTarget);
    return farm.read(stub -> stub.listQueue(request.build()));
  }

  private Message arrangements(Context ctx) {
    return farm.read(stub -> stub.listArrangements(ListArrangementsRequest.getDefaultInstance()));
  }

  private Message workers(Context ctx) {
    return farm.read(stub -> stub.listWorkers(ListWorkersRequest.getDefaultInstance()));
  }

  private Message pushes(Context ctx) {
    var request =
        ListPushesRequest.newBuilder()
            .setBeforeId(Params.number(ctx, "before", 0))
            .setLimit(Params.limit(ctx, LIMIT, LIMIT_MAX))
            .build();
    return farm.read(stub -> stub.listPushes(request));
  }

  private Message push(Context ctx) {
    var request = GetPushRequest.newBuilder().setPush(Params.id(ctx, "push")).build();
    return farm.read(stub -> stub.getPush(request));
  }

  private Message packageDetails(Context ctx) {
    var request = GetPackageRequest.newBuilder().setPackage(ctx.pathParam("name")).build();
    return farm.read(stub -> stub.getPackage(request));
  }

  private Message problems(Context ctx) {
    var request = ListProblemsRequest.newBuilder().setPackage(Params.text(ctx, "package")).build();
    return farm.read(stub -> stub.listProblems(request));
  }

  private Message repositories(Context ctx) {
    return farm.read(stub -> stub.listRepositories(ListRepositoriesRequest.getDefaultInstance()));
  }

  private Message published(Context ctx) {
    var request = PackagesPage.request(ctx, Params.limit(ctx, LIMIT, LIMIT_MAX));
    return farm.read(stub -> stub.searchPackages(request));
  }

  private Message audit(Context ctx) {
    var request =
        ListAuditRequest.newBuilder()
            .setBeforeSequence(Params.number(ctx, "before", 0))
            .setLimit(Params.limit(ctx, LIMIT, LIMIT_MAX))
            .build();
    return farm.read(stub -> stub.listAudit(request));
  }
}
