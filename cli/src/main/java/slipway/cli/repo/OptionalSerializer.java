package slipway.cli.repo;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.Optional;

/// What is there as itself, what is not as `null`.
@SuppressWarnings("rawtypes") // Jackson names types by their class.
final class OptionalSerializer extends StdSerializer<Optional> {
  private static final long serialVersionUID = 1;

  OptionalSerializer() {
    super(Optional.class);
  }

  @Override
  public void serialize(Optional value, JsonGenerator out, SerializerProvider provider)
      throws IOException {
    if (value.isPresent()) {
      out.writePOJO(value.get());
    } else {
      out.writeNull();
    }
  }
}
