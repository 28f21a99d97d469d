package slipway.webui.api;

import com.google.protobuf.Message;
import io.javalin.http.Context;

/// One address of the JSON API: how it is found, what it is for, and where its answer comes from.
///
/// @param path as Javalin writes it, `/api/build/{id}`
/// @param parameters of the query, for people
/// @param about one sentence, for people
public record Endpoint(String path, String parameters, String about, Answer answer) {

  /// Asks the farm.
  @FunctionalInterface
  public interface Answer {
    Message from(Context ctx) throws InterruptedException;
  }
}
