package slipway.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Draws the house of docs/architecture.md: the floors, and the few finer rules.
final class ArchitectureTest {
  private static final List<List<String>> FLOORS =
      List.of(
          List.of("proto", "xbps"),
          List.of("catalog", "scheduler", "logstore", "publisher"),
          List.of("master", "worker", "webui"),
          List.of("cli"));

  private static JavaClasses house = new ClassFileImporter().importClasses();

  @BeforeAll
  static void readTheHouse() {
    house =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("slipway");
  }

  @Test
  void everyClassLivesOnAFloor() {
    var rooms =
        FLOORS.stream().flatMap(List::stream).map(room -> "slipway." + room + "..").toList();
    classes().should().resideInAnyPackage(rooms.toArray(String[]::new)).check(house);
  }

  @Test
  void everyRoomIsFurnished() {
    for (String room : FLOORS.stream().flatMap(List::stream).toList()) {
      assertThat(
              house.stream().filter(c -> c.getPackageName().startsWith("slipway." + room)).count())
          .as("classes of " + room)
          .isPositive();
    }
  }

  @TestFactory
  List<DynamicTest> aModuleImportsOnlyFromFloorsBelow() {
    var tests = new ArrayList<DynamicTest>();
    for (int floor = 0; floor < FLOORS.size(); floor++) {
      for (String module : FLOORS.get(floor)) {
        var forbidden = new ArrayList<String>();
        for (int other = floor; other < FLOORS.size(); other++) {
          FLOORS.get(other).stream()
              .filter(neighbour -> !neighbour.equals(module))
              .forEach(neighbour -> forbidden.add("slipway." + neighbour + ".."));
        }
        if (!forbidden.isEmpty()) {
          tests.add(DynamicTest.dynamicTest(module, () -> module(module, forbidden)));
        }
      }
    }
    return tests;
  }

  private static void module(String module, List<String> forbidden) {
    noClasses()
        .that()
        .resideInAPackage("slipway." + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden.toArray(String[]::new))
        .because("each module can be understood, tested and replaced alone")
        .check(house);
  }

  @Test
  void theWebUiSeesOnlyTheFarmsApi() {
    noClasses()
        .that()
        .resideInAPackage("slipway.webui..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "slipway.xbps..",
            "slipway.catalog..",
            "slipway.scheduler..",
            "slipway.logstore..",
            "slipway.publisher..")
        .because("it can run in a process, and on a host, of its own")
        .check(house);
  }

  @Test
  void theWorkerKnowsNothingOfPlansAndStores() {
    noClasses()
        .that()
        .resideInAPackage("slipway.worker..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "slipway.scheduler..", "slipway.catalog..", "slipway.logstore..", "slipway.publisher..")
        .because("a worker converges to orders, and decides nothing")
        .check(house);
  }

  @Test
  void theMasterKnowsNoHttp() {
    noClasses()
        .that()
        .resideInAPackage("slipway.master..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.javalin..", "jakarta.servlet..", "gg.jte..", "java.net.http..")
        .because("pages belong to the web UI")
        .check(house);
  }

  @Test
  void theSchedulerIsPure() {
    noClasses()
        .that()
        .resideInAPackage("slipway.scheduler..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..",
            "java.nio..",
            "java.net..",
            "java.util.concurrent..",
            "io.grpc..",
            "org.slf4j..",
            "org.rocksdb..")
        .because("a decision must replay the same from its journal")
        .check(house);
    noClasses()
        .that()
        .resideInAPackage("slipway.scheduler..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .because("time comes in with the command")
        .check(house);
  }
}
