package slipway.xbps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElfTest {
  @TempDir private Path directory;
  private Path library;

  @BeforeEach
  void compile() throws IOException, InterruptedException {
    Path source = Files.writeString(directory.resolve("a.c"), "int answer(void) { return 42; }\n");
    library = directory.resolve("liba.so");
    run("cc", "-shared", "-fPIC", "-Wl,-soname,liba.so.3", "-o", library, source);
  }

  @Test
  void aLibraryTellsItsSonameAndAProgramWhatItNeeds() throws IOException, InterruptedException {
    ElfInfo info = Elf.read(library).orElseThrow();
    assertThat(info.soname()).contains("liba.so.3");
    assertThat(info.type()).isEqualTo(ElfInfo.Type.SHARED);
    assertThat(info.bits()).isEqualTo(64);

    Path source =
        Files.writeString(
            directory.resolve("main.c"), "int answer(void); int main(void) { return answer(); }\n");
    Path program = directory.resolve("main");
    run("cc", "-s", "-o", program, source, library);
    ElfInfo linked = Elf.read(program).orElseThrow();
    assertThat(linked.soname()).isEmpty();
    assertThat(linked.needed()).contains("liba.so.3", "libc.so.6").doesNotHaveDuplicates();
    assertThat(linked.machine()).isEqualTo(info.machine());
  }

  @Test
  void whatIsLinkedByNobodyNeedsNothing() throws IOException, InterruptedException {
    Path object = directory.resolve("a.o");
    run("cc", "-c", "-o", object, directory.resolve("a.c"));
    ElfInfo info = Elf.read(object).orElseThrow();
    assertThat(info.type()).isEqualTo(ElfInfo.Type.RELOCATABLE);
    assertThat(info.needed()).isEmpty();
  }

  @Test
  void whatIsNoElfFileIsNone() throws IOException {
    assertThat(Elf.read(Files.writeString(directory.resolve("empty"), ""))).isEmpty();
    assertThat(Elf.read(Files.writeString(directory.resolve("script"), "#!/bin/sh\n".repeat(20))))
        .isEmpty();
  }

  @Test
  void aTruncatedLibraryIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(library);
    Path cut = Files.write(directory.resolve("cut.so"), Arrays.copyOf(whole, 300));
    assertThatThrownBy(() -> Elf.read(cut))
        .isInstanceOf(XbpsFormatException.class)
        .hasMessageContaining("cut.so");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void aDamagedLibraryIsReadOrRefusedAndNothingElse(long seed) throws IOException {
    var random = new Random(seed);
    byte[] whole = Files.readAllBytes(library);
    Path file = directory.resolve("damaged.so");
    for (int i = 0; i < 500; i++) {
      byte[] damaged = whole.clone();
      for (int hits = 0; hits < 4; hits++) {
        damaged[4 + random.nextInt(1000)] = (byte) random.nextInt(256);
      }
      Files.write(file, damaged);
      try {
        Elf.read(file);
      } catch (XbpsFormatException refused) {
        assertThat(refused).hasMessageContaining("ELF");
      }
    }
  }

  private static void run(Object... command) throws IOException, InterruptedException {
    var words = Arrays.stream(command).map(Object::toString).toList();
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", words, said).isZero();
  }
}
