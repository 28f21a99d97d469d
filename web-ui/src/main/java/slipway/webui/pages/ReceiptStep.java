package slipway.webui.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import slipway.proto.Receipt;

/// One step of a receipt, taken apart for a page. For templates.
///
/// @param receipt as the farm has it
/// @param said in words
/// @param facts what is known of it, in the order in which it was written
public record ReceiptStep(Receipt receipt, String said, List<Fact> facts) {
  private static final Set<String> HEX = Set.of("sha256", "commit", "key");

  /// @param href where it leads; empty: nowhere
  public record Fact(String key, String value, String href) {
    /// Long digests are cut; the whole one is at hand.
    public String shown() {
      return HEX.contains(key) && value.length() > 16 ? value.substring(0, 16) + "…" : value;
    }
  }

  public ReceiptStep {
    facts = List.copyOf(facts);
  }

  public boolean isWarning() {
    return receipt.getStep().equals("warning");
  }

  public static List<ReceiptStep> of(List<Receipt> receipts) {
    return receipts.stream().map(ReceiptStep::of).toList();
  }

  private static ReceiptStep of(Receipt receipt) {
    String said =
        switch (receipt.getStep()) {
          case "delivered" -> "built, and delivered to the repository";
          case "signed" -> "signed";
          case "staged" -> "in the stage, for builders";
          case "released" -> "in the index, for everybody";
          case "mirrored" -> "seen on a mirror";
          case "unchanged" -> "rebuilt, and it came out as it was";
          case "withdrawn" -> "taken back into the stage";
          case "restored" -> "in the index again";
          default -> receipt.getStep();
        };
    if (receipt.getStep().equals("warning")) {
      return new ReceiptStep(receipt, said, List.of(new Fact("", receipt.getDetail(), "")));
    }
    var facts = new ArrayList<Fact>();
    for (String word : receipt.getDetail().split(" ", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        String key = word.substring(0, equals);
        String value = word.substring(equals + 1);
        boolean leads = key.equals("build") && value.matches("[0-9]{1,19}");
        facts.add(new Fact(key, value, leads ? "/build/" + value : ""));
      } else if (!word.isEmpty()) {
        facts.add(new Fact("", word, ""));
      }
    }
    return new ReceiptStep(receipt, said, facts);
  }
}
