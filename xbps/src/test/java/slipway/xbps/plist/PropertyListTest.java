package slipway.xbps.plist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import slipway.xbps.XbpsFormatException;

class PropertyListTest {
  private static final String BODY = "<dict><key>a</key><string>b</string></dict>";

  @Test
  void theWrittenFormIsThatOfTheTools() {
    var dictionary =
        Map.of(
            "installed_size", 21L,
            "install-msg", "hi".getBytes(StandardCharsets.UTF_8),
            "empty", "",
            "none", List.of(),
            "nothing", Map.of(),
            "yes", true,
            "list", List.of("a<b>&\"c'", Map.of("k", false)));
    assertThat(new String(PropertyList.write(dictionary), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
            <plist version="1.0">
            <dict>
            \t<key>empty</key>
            \t<string/>
            \t<key>install-msg</key>
            \t<data>aGk=</data>
            \t<key>installed_size</key>
            \t<integer>21</integer>
            \t<key>list</key>
            \t<array>
            \t\t<string>a&lt;b&gt;&amp;"c'</string>
            \t\t<dict>
            \t\t\t<key>k</key>
            \t\t\t<false/>
            \t\t</dict>
            \t</array>
            \t<key>none</key>
            \t<array/>
            \t<key>nothing</key>
            \t<dict/>
            \t<key>yes</key>
            \t<true/>
            </dict>
            </plist>
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<plist version=\"1.0\">" + BODY + "</plist>",
        "<plist>" + BODY + "</plist>",
        "<?xml version=\"1.0\"?>\r\n<plist>\r\n" + BODY + "\r\n</plist>\r\n",
        "<!DOCTYPE plist SYSTEM \"http://example.invalid/x.dtd\"><plist>" + BODY + "</plist>",
        "<plist>" + BODY + "</plist> and some text",
        "<!-- one --><plist><dict><!-- two --><key>a</key><string>b</string></dict></plist>",
        "<plist><dict><key>a</key><string>x</string><key>a</key><string>b</string></dict></plist>",
      })
  void theReaderTakesWhatTheClientTakes(String text) {
    assertThat(read(text)).isEqualTo(Map.of("a", "b"));
  }

  @ParameterizedTest
  @CsvSource({
    "<string>&quot;&apos;></string>, \"'>",
    "<string>&amp;lt;</string>, &lt;",
    "<integer>0x4</integer>, 4",
    "<integer>010</integer>, 8",
    "<integer>-7</integer>, -7",
    "<true/>, true",
  })
  void valuesMeanWhatTheyMeanToTheClient(String xml, String value) {
    assertThat(read("<plist><dict><key>k</key>" + xml + "</dict></plist>").get("k"))
        .hasToString(value);
  }

  @Test
  void dataMayBeBrokenOverLines() {
    var read = read("<plist><dict><key>k</key><data>\n\taG\n\tk=\n</data></dict></plist>");
    assertThat((byte[]) read.get("k")).isEqualTo("hi".getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\uFEFF<plist><dict/></plist>",
        "<plist version='1.0'><dict/></plist>",
        "<plist><dict version=\"1.0\"></dict></plist>",
        "<plist><dict ></dict></plist>",
        "<plist><dict><key>k</key><string><![CDATA[x]]></string></dict></plist>",
        "<plist><dict><key>k</key><string>&#65;</string></dict></plist>",
        "<plist><dict><key>k</key><string>&lol;</string></dict></plist>",
        "<plist><dict><key>k</key><real>1.5</real></dict></plist>",
        "<plist><dict><key>k</key><date>2026-01-01T00:00:00Z</date></dict></plist>",
        "<plist><dict><key>k</key><true></true></dict></plist>",
        "<plist><dict><key>k</key></dict></plist>",
        "<plist><dict><string>k</string></dict></plist>",
        "<plist><dict><key>k</key><integer>9223372036854775808</integer></dict></plist>",
        "<plist><dict><key>k</key><integer/></dict></plist>",
        "<plist><dict><key>k</key><data>?</data></dict></plist>",
        "<plist><dict><key>k</key><array></dict></array></plist>",
        "<plist><array/></plist>",
        "<plist><dict>",
        "<plist>",
        "<!-- never ends",
        "",
        "<!DOCTYPE plist [<!ENTITY a \"b\">]><plist><dict/></plist>",
      })
  void theReaderRefusesWhatTheClientRefuses(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(XbpsFormatException.class)
        .hasMessageContaining("property list, byte ");
  }

  @Test
  void containersDoNotNestForEver() {
    String deep = "<plist><dict><key>k</key>" + "<array>".repeat(100_000);
    assertThatThrownBy(() -> read(deep)).hasMessageContaining("nested deeper than 32");
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    byte[] text =
        "<plist><dict><key>k</key><string>?</string></dict></plist>"
            .getBytes(StandardCharsets.UTF_8);
    text[33] = (byte) 0xff;
    assertThatThrownBy(() -> PropertyList.read(text)).hasMessageContaining("not UTF-8");
  }

  @Test
  void keysAreInTheOrderOfTheirBytes() {
    // U+1F600 has smaller UTF-16 units than U+FF5E, but larger bytes.
    assertThat(PropertyList.BYTE_ORDER.compare("\uD83D\uDE00", "\uFF5E")).isPositive();
    assertThat(PropertyList.BYTE_ORDER.compare("install-msg", "installed_size")).isNegative();
    assertThat(PropertyList.BYTE_ORDER.compare("a", "ab")).isNegative();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aDictionaryReadsBackAsWritten(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 50; i++) {
      Map<String, Object> dictionary = dictionary(random, 0);
      byte[] written = PropertyList.write(dictionary);
      assertThat(PropertyList.read(written)).usingRecursiveComparison().isEqualTo(dictionary);
      assertThat(PropertyList.write(PropertyList.read(written))).isEqualTo(written);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void damagedTextIsReadOrRefusedAndNothingElse(long seed) {
    var random = new Random(seed);
    byte[] good = PropertyList.write(dictionary(random, 0));
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = good.clone();
      for (int hits = random.nextInt(4); hits >= 0; hits--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        PropertyList.read(damaged);
      } catch (XbpsFormatException refused) {
        assertThat(refused).hasMessageContaining("byte");
      }
    }
  }

  private static Map<String, Object> dictionary(Random random, int depth) {
    var dictionary = new TreeMap<String, Object>(PropertyList.BYTE_ORDER);
    for (int i = random.nextInt(8); i >= 0; i--) {
      dictionary.put(text(random), value(random, depth));
    }
    return dictionary;
  }

  private static Object value(Random random, int depth) {
    return switch (random.nextInt(depth < 4 ? 6 : 4)) {
      case 0 -> text(random);
      case 1 -> random.nextLong();
      case 2 -> random.nextBoolean();
      case 3 -> text(random).getBytes(StandardCharsets.UTF_8);
      case 4 -> dictionary(random, depth + 1);
      default -> {
        var list = new ArrayList<Object>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(random, depth + 1));
        }
        yield list;
      }
    };
  }

  private static String text(Random random) {
    var alphabet = List.of("a", "Z", "&", "<", ">", "\"", " ", "\n", "é", "漢", "😀", "&amp;", "～");
    var text = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      text.append(alphabet.get(random.nextInt(alphabet.size())));
    }
    return text.toString();
  }

  private static Map<String, Object> read(String text) {
    return PropertyList.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
