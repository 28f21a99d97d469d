package slipway.master.journal;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import slipway.scheduler.Event;

/// Events of every kind with components of every kind, from one seed: whatever kinds are added are
/// in.
public final class RandomEvents {
  private static final List<String> TEXTS =
      List.of(
          "", "zlib", "1.2_1", "x86_64-musl", "änderung \"quoted\"\n\t☃ \u0000", "a".repeat(5_000));

  private final RandomGenerator random;
  private final List<String> texts;
  private final long numberMax;

  public RandomEvents(RandomGenerator random) {
    this(random, TEXTS, Long.MAX_VALUE);
  }

  /// @param texts that every text is one of
  /// @param numberMax numbers are less than it: few different ids meet each other
  public RandomEvents(RandomGenerator random, List<String> texts, long numberMax) {
    this.random = random;
    this.texts = texts;
    this.numberMax = numberMax;
  }

  public static List<Class<?>> kinds() {
    var kinds = new ArrayList<Class<?>>();
    collect(Event.class, kinds);
    return kinds;
  }

  private static void collect(Class<?> family, List<Class<?>> kinds) {
    for (Class<?> kind : family.getPermittedSubclasses()) {
      if (kind.isInterface()) {
        collect(kind, kinds);
      } else {
        kinds.add(kind);
      }
    }
  }

  public List<Event> events(int count) {
    var kinds = kinds();
    return IntStream.range(0, count)
        .mapToObj(at -> (Event) value(kinds.get(random.nextInt(kinds.size()))))
        .toList();
  }

  public Event ofKind(Class<?> kind) {
    return (Event) value(kind);
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type element = generic.getActualTypeArguments()[0];
      var elements = IntStream.range(0, random.nextInt(3)).mapToObj(at -> value(element)).toList();
      return generic.getRawType() == Set.class
          ? (element == String.class ? new TreeSet<>(elements) : new LinkedHashSet<>(elements))
          : elements;
    }
    var plain = (Class<?>) type;
    if (plain == String.class) {
      return texts.get(random.nextInt(texts.size()));
    } else if (plain == long.class) {
      return random.nextLong(1, numberMax);
    } else if (plain == int.class) {
      return random.nextInt(0, Integer.MAX_VALUE);
    } else if (plain == boolean.class) {
      return random.nextBoolean();
    } else if (plain == Instant.class) {
      return Instant.ofEpochSecond(random.nextLong(4_000_000_000L), random.nextInt(1_000_000_000));
    } else if (plain == Duration.class) {
      return Duration.ofMillis(random.nextLong(1_000_000_000L));
    } else if (plain.isEnum()) {
      return plain.getEnumConstants()[random.nextInt(plain.getEnumConstants().length)];
    } else if (plain.isSealed()) {
      var kinds = plain.getPermittedSubclasses();
      return value(kinds[random.nextInt(kinds.length)]);
    }
    return record(plain);
  }

  private Object record(Class<?> kind) {
    var components = kind.getRecordComponents();
    try {
      Constructor<?> make =
          kind.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      return make.newInstance(
          Arrays.stream(components).map(one -> value(one.getGenericType())).toArray());
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("cannot make a " + kind, impossible);
    }
  }
}
