package slipway.master.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import slipway.scheduler.AttemptId;
import slipway.scheduler.BuildId;
import slipway.scheduler.Event;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Outcome;
import slipway.scheduler.PushId;

/// Events as JSON, as the journal keeps them.
///
///     {"event":"build-ready","at":"2026-03-01T12:00:00.25Z","build":17}
///
/// The name is the record's in kebab case; ids are numbers, instants and durations ISO-8601 text. A
/// component that the text lacks reads as 0 or empty, and one that the record lacks is passed over:
/// so components can be added, and a farm can go back to the version before.
public final class EventCodec {
  private static final ClassValue<String> NAMES =
      new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> kind) {
          return kebab(kind);
        }
      };
  private static final JsonMapper MAPPER = mapper();
  private static final ObjectWriter WRITER = MAPPER.writerFor(Event.class);
  private static final ObjectReader READER = MAPPER.readerFor(Event.class);

  private EventCodec() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
  private interface NamedEvent {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
  private interface NamedOutcome {}

  public static byte[] encode(Event event) throws IOException {
    return WRITER.writeValueAsBytes(event);
  }

  /// @throws IOException if the bytes are not an event of this program's version or an earlier one
  public static Event decode(byte[] bytes, int offset, int length) throws IOException {
    return READER.readValue(bytes, offset, length);
  }

  /// A policy in the same spelling.
  public static byte[] encode(FarmPolicy policy) throws IOException {
    return MAPPER.writeValueAsBytes(policy);
  }

  /// @throws IOException if the bytes are not a policy of this program's version or an earlier one
  public static FarmPolicy decodePolicy(byte[] bytes) throws IOException {
    return MAPPER.readValue(bytes, FarmPolicy.class);
  }

  /// The name of a kind of event, as on the wire: `build-staged`.
  public static String nameOf(Class<? extends Event> kind) {
    return NAMES.get(kind);
  }

  private static JsonMapper mapper() {
    var module = new SimpleModule();
    id(module, BuildId.class, BuildId::value, BuildId::new);
    id(module, AttemptId.class, AttemptId::value, AttemptId::new);
    id(module, PushId.class, PushId::value, PushId::new);
    text(module, Instant.class, Instant::parse);
    text(module, Duration.class, Duration::parse);
    module.setDeserializerModifier(new EmptyRecords());
    var mapper =
        JsonMapper.builder()
            .addModule(module)
            .addMixIn(Event.class, NamedEvent.class)
            .addMixIn(Outcome.class, NamedOutcome.class)
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(
                JsonInclude.Value.construct(
                    JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();
    for (Class<?> kind : List.of(String.class, List.class, Set.class)) {
      mapper.configOverride(kind).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
    }
    register(mapper, Event.class);
    register(mapper, Outcome.class);
    return mapper;
  }

  /// A record that the text lacks reads as one whose components are all lacking.
  private static final class EmptyRecords extends BeanDeserializerModifier {
    private static final long serialVersionUID = 1;

    @Override
    public JsonDeserializer<?> modifyDeserializer(
        DeserializationConfig config, BeanDescription bean, JsonDeserializer<?> deserializer) {
      return bean.getBeanClass().isRecord() && !Event.class.isAssignableFrom(bean.getBeanClass())
          ? new EmptyRecord(deserializer)
          : deserializer;
    }
  }

  private static final class EmptyRecord extends DelegatingDeserializer {
    private static final long serialVersionUID = 1;

    EmptyRecord(JsonDeserializer<?> ofRecord) {
      super(ofRecord);
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> ofRecord) {
      return new EmptyRecord(ofRecord);
    }

    @Override
    public Object getAbsentValue(DeserializationContext context) throws JsonMappingException {
      try {
        return context.readTreeAsValue(context.getNodeFactory().objectNode(), handledType());
      } catch (JsonMappingException told) {
        throw told;
      } catch (IOException impossible) {
        throw new IllegalStateException("reading an empty object", impossible);
      }
    }
  }

  private static void register(JsonMapper mapper, Class<?> family) {
    for (Class<?> kind : family.getPermittedSubclasses()) {
      if (kind.isInterface()) {
        register(mapper, kind);
      } else {
        mapper.registerSubtypes(new NamedType(kind, kebab(kind)));
      }
    }
  }

  private static String kebab(Class<?> kind) {
    return kind.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  private static <T> void id(
      SimpleModule module, Class<T> kind, Function<T, Long> value, Function<Long, T> make) {
    module.addSerializer(
        kind,
        new JsonSerializer<T>() {
          @Override
          public void serialize(T id, JsonGenerator json, SerializerProvider all)
              throws IOException {
            json.writeNumber(value.apply(id));
          }
        });
    module.addDeserializer(
        kind,
        new JsonDeserializer<T>() {
          @Override
          public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return make.apply(json.getLongValue());
          }
        });
  }

  private static <T> void text(SimpleModule module, Class<T> kind, Function<String, T> parse) {
    module.addSerializer(
        kind,
        new JsonSerializer<T>() {
          @Override
          public void serialize(T value, JsonGenerator json, SerializerProvider all)
              throws IOException {
            json.writeString(value.toString());
          }
        });
    module.addDeserializer(
        kind,
        new JsonDeserializer<T>() {
          @Override
          public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return parse.apply(json.getText());
          }
        });
  }
}
