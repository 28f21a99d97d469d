package slipway.webui.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Set;
import slipway.proto.GetPublishedRequest;
import slipway.proto.Property;
import slipway.proto.PublishedPackage;
import slipway.proto.SearchPackagesRequest;
import slipway.webui.farm.FarmClient;
import slipway.webui.farm.FarmException;
import slipway.webui.http.Params;

/// `/v1/…`: the packages in the form of Void's xq-api, so that programs that ask that one can ask
/// this one. Each answer is `{"data": …}`.
///
///     /v1/archs                       architectures
///     /v1/packages/ARCH               names of all packages
///     /v1/packages/ARCH/NAME          one package
///     /v1/query/ARCH?q=TEXT           packages by a part of pkgver or short description
final class XqApi {
  private static final int ALL = 1_000_000;
  private static final Set<String> NUMBERS = Set.of("filename-size", "installed_size");

  /// As xq-api names the part of a repository that is not in a directory of its own.
  private static final String MAIN = "current";

  private final FarmClient farm;
  private final ObjectMapper json = new ObjectMapper();

  XqApi(FarmClient farm) {
    this.farm = farm;
  }

  void add(RoutesConfig routes) {
    routes.get("/v1/archs", this::architectures);
    routes.get("/v1/packages/{arch}", this::names);
    routes.get("/v1/packages/{arch}/", this::names);
    routes.get("/v1/packages/{arch}/{name}", this::details);
    routes.get("/v1/query/{arch}", this::query);
  }

  private void architectures(Context ctx) {
    var data = json.createArrayNode();
    var request = SearchPackagesRequest.newBuilder().setLimit(1).build();
    farm.read(stub -> stub.searchPackages(request)).getArchitecturesList().forEach(data::add);
    send(ctx, data);
  }

  private void names(Context ctx) {
    var data = json.createArrayNode();
    var request =
        SearchPackagesRequest.newBuilder().setArchitecture(ctx.pathParam("arch")).setLimit(ALL);
    farm.read(stub -> stub.searchPackages(request.build())).getPackagesList().stream()
        .map(PublishedPackage::getName)
        .distinct()
        .forEach(data::add);
    if (data.isEmpty()) {
      notFound(ctx);
    } else {
      send(ctx, data);
    }
  }

  private void query(Context ctx) {
    var data = json.createArrayNode();
    var request =
        SearchPackagesRequest.newBuilder()
            .setArchitecture(ctx.pathParam("arch"))
            .setText(Params.text(ctx, "q"))
            .setLimit(ALL);
    farm.read(stub -> stub.searchPackages(request.build())).getPackagesList().stream()
        .map(this::brief)
        .forEach(data::add);
    send(ctx, data);
  }

  private ObjectNode brief(PublishedPackage one) {
    return json.createObjectNode()
        .put("name", one.getName())
        .put("version", one.getVersion())
        .put("revision", one.getRevision())
        .put("repository", one.getDirectory().equals(".") ? MAIN : one.getDirectory())
        .put("filename_size", one.getFilenameSize())
        .put("short_desc", one.getShortDesc());
  }

  private void details(Context ctx) {
    var request =
        GetPublishedRequest.newBuilder()
            .setArchitecture(ctx.pathParam("arch"))
            .setName(ctx.pathParam("name"))
            .build();
    try {
      PublishedPackage found = farm.read(stub -> stub.getPublished(request));
      ObjectNode data = brief(found);
      found.getPropertiesList().forEach(property -> put(data, property));
      data.remove("pkgver");
      send(ctx, data);
    } catch (FarmException failure) {
      if (failure.reason() != FarmException.Reason.UNKNOWN) {
        throw failure;
      }
      notFound(ctx);
    }
  }

  private void put(ObjectNode data, Property property) {
    String key = property.getKey().replace('-', '_');
    if (property.getList()) {
      ArrayNode values = data.putArray(key);
      property.getValuesList().forEach(values::add);
    } else if (NUMBERS.contains(property.getKey())) {
      data.put(key, Long.parseLong(property.getValues(0)));
    } else {
      data.put(key, property.getValues(0));
    }
  }

  private void send(Context ctx, JsonNode data) {
    answer(ctx, json.createObjectNode().set("data", data).toString());
  }

  private static void notFound(Context ctx) {
    answer(ctx.status(404), "{}");
  }

  /// Anybody's pages may ask: what is published is for everybody.
  private static void answer(Context ctx, String text) {
    ctx.contentType("application/json; charset=utf-8")
        .header("Cache-Control", "public, max-age=60")
        .header("Access-Control-Allow-Origin", "*")
        .result(text + "\n");
  }
}
