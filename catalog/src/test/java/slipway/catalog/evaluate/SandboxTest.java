package slipway.catalog.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import slipway.catalog.EvaluationLimits;
import slipway.catalog.Target;

/// A machine without bubblewrap: a warning says so, and the limits hold all the same.
class SandboxTest {
  private static final EvaluationLimits LIMITS =
      new EvaluationLimits(Duration.ofSeconds(1), Duration.ofSeconds(20), 64L << 20, 1L << 20, 64);
  private static final Target TARGET = Target.parse("x86_64");

  @TempDir Path directory;

  @Test
  void whereBubblewrapIsMissingOrForbiddenAWarningSaysWhatTemplatesCanDo() throws IOException {
    Path forbidden = directory.resolve("bwrap");
    Files.writeString(
        forbidden, "#!/bin/sh\necho 'No permissions to create a new namespace'\nexit 1\n");
    assertThat(forbidden.toFile().setExecutable(true)).isTrue();

    List<String> withoutIt = warnings(() -> Sandbox.found("/nowhere", true));
    List<String> withAForbiddenOne = warnings(() -> Sandbox.found(directory.toString(), true));

    assertThat(withoutIt)
        .singleElement()
        .asString()
        .contains("WITHOUT A SANDBOX", "reach the network", "Install bubblewrap");
    assertThat(withAForbiddenOne)
        .hasSize(2)
        .first()
        .asString()
        .contains("bubblewrap does not work here");
    assertThat(Sandbox.found("/nowhere", false).isAlone()).isFalse();
  }

  @Test
  void withoutBubblewrapTemplatesAreEvaluatedWithinTheSameLimits() throws IOException {
    template("good", "version=1.0");
    template("endless", "while :; do :; done");
    template("flood", "printf -v x %65536s; while :; do echo \"$x\"; done");
    template("large", "x=y; while :; do x=$x$x; done");
    template("leaves", "sleep 100 &");
    template("ends", "exit 3");
    try (var pool = pool()) {
      pool.use(pool.readSetup("without"));

      assertThat(evaluate(pool, "good")).isEqualTo("good");
      assertThat(evaluate(pool, "endless")).contains("processor time");
      assertThat(evaluate(pool, "flood")).contains("prints more than 1024 KiB");
      assertThat(evaluate(pool, "large")).contains("MiB of memory");
      assertThat(evaluate(pool, "leaves")).contains("in the background");
      assertThat(evaluate(pool, "ends")).contains("it calls exit 3");
      assertThat(evaluate(pool, "good")).as("after all these").isEqualTo("good");
    }
  }

  private EvaluatorPool pool() throws IOException {
    Path script = directory.resolve("evaluator.bash");
    try (InputStream in =
        Objects.requireNonNull(Sandbox.class.getResourceAsStream("evaluator.bash"))) {
      Files.copy(in, script);
    }
    return new EvaluatorPool(
        Sandbox.found("/nowhere", true),
        script,
        directory.resolve("tree"),
        directory.resolve("run"),
        LIMITS,
        List.of(TARGET));
  }

  /// The name of what was evaluated, or what went wrong with it.
  private static String evaluate(EvaluatorPool pool, String name) throws IOException {
    EvaluatorProcess process = pool.take();
    try {
      EvaluatorProcess.Run run = process.watched(false, 0, List.of(name));
      List<TemplateRecord> records = TemplateRecord.all(run.fields());
      return run.status() == 0 && !run.leftovers() && records.size() == 1
          ? records.getFirst().name()
          : Failure.of(run, name, LIMITS, pool.treePrefix()).what();
    } finally {
      pool.giveBack(process);
    }
  }

  private void template(String name, String line) throws IOException {
    Path template = directory.resolve("tree/srcpkgs").resolve(name).resolve("template");
    Files.createDirectories(template.getParent());
    Files.writeString(
        template,
        "pkgname=%s\nversion=1.0\nrevision=1\nmetapackage=yes\n%s\n".formatted(name, line));
  }

  private static List<String> warnings(Runnable action) {
    var logger = (Logger) LoggerFactory.getLogger(Sandbox.class);
    var list = new ListAppender<ILoggingEvent>();
    list.start();
    logger.addAppender(list);
    try {
      action.run();
    } finally {
      logger.detachAppender(list);
    }
    var messages = new ArrayList<String>();
    list.list.stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .forEach(event -> messages.add(event.getFormattedMessage()));
    return messages;
  }
}
