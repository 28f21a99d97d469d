package slipway.catalog.evaluate;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import slipway.catalog.EvaluationLimits;

/// Says what went wrong with a template that did not evaluate.
final class Failure {
  /// `FILE: line N: MESSAGE`, as bash writes it.
  private static final Pattern BASH_ERROR = Pattern.compile("(?m)^(\\S+): line (\\d+): (.+)$");

  private static final int SIGNAL = 128;
  private static final int SIGKILL = SIGNAL + 9;
  private static final int SIGXCPU = SIGNAL + 24;
  private static final int SIGXFSZ = SIGNAL + 25;

  private Failure() {}

  /// The reason why `run`, of `name` alone, gave no whole record.
  static Evaluation.Bad of(
      EvaluatorProcess.Run run, String name, EvaluationLimits limits, String treePrefix) {
    String template = "srcpkgs/" + name + "/template";
    String noise = run.noise();
    if (run.timedOut()) {
      return unlasting(
          "it did not end within %d s".formatted(limits.wallTime().toSeconds()), template);
    }
    if (noise.contains("cannot allocate") || noise.contains("Cannot allocate memory")) {
      return unlasting(
          "it needs more than %d MiB of memory".formatted(limits.memoryBytes() >> 20), template);
    }
    if (run.status() == SIGXFSZ || noise.length() >= limits.outputBytes()) {
      return lasting("it prints more than %d KiB".formatted(limits.outputBytes() >> 10), template);
    }
    if (run.status() == SIGXCPU || run.status() == SIGKILL) {
      return unlasting(
          "it needs more than %d s of processor time".formatted(limits.processorTime().toSeconds()),
          template);
    }
    if (noise.contains("fork: ")) {
      return unlasting(
          "it starts more than %d processes at once".formatted(limits.processes()), template);
    }
    if (run.leftovers()) {
      return lasting("it leaves processes running in the background", template);
    }
    return told(run, noise, template, treePrefix);
  }

  private static Evaluation.Bad told(
      EvaluatorProcess.Run run, String noise, String template, String treePrefix) {
    List<String> fields = run.fields();
    int last = fields.size() - 5;
    boolean recorded = last >= 0;
    String where =
        recorded ? path(fields.get(last + 3), treePrefix) + ":" + fields.get(last + 4) : template;
    if (recorded && fields.get(last).equals("exit")) {
      return lasting("it calls exit " + TemplateRecord.text(fields.get(last + 2)), where);
    }
    Matcher error = BASH_ERROR.matcher(noise);
    if (error.find()) {
      return lasting(
          TemplateRecord.text(error.group(3)),
          path(error.group(1), treePrefix) + ":" + error.group(2));
    }
    if (recorded && fields.get(last).equals("error")) {
      String what = TemplateRecord.text(fields.get(last + 2).replace("\\n", " "));
      return lasting(
          what, where.startsWith("srcpkgs/") || where.startsWith("common/") ? where : template);
    }
    return lasting("the shell ended with status " + run.status(), template);
  }

  private static String path(String file, String treePrefix) {
    return TemplateRecord.text(
        file.startsWith(treePrefix) ? file.substring(treePrefix.length()) : file);
  }

  private static Evaluation.Bad lasting(String what, String where) {
    return new Evaluation.Bad(what, where, true);
  }

  private static Evaluation.Bad unlasting(String what, String where) {
    return new Evaluation.Bad(what, where, false);
  }
}
