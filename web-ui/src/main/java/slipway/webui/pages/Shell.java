package slipway.webui.pages;

import java.util.Optional;
import slipway.proto.Overview;
import slipway.webui.login.Notice;
import slipway.webui.login.Visitor;

/// What surrounds every page.
///
/// @param path of the page, with its query
/// @param overview empty while no master answers
/// @param livePath where the page hears of changes; empty if it need not
/// @param assetPrefix of the addresses of style sheet and scripts
/// @param canLogIn whether there is anybody who could
/// @param isAway whether no master answers
public record Shell(
    String farmName,
    String title,
    String path,
    Visitor visitor,
    Optional<Notice> notice,
    Optional<Overview> overview,
    String livePath,
    String assetPrefix,
    boolean canLogIn,
    boolean isAway) {

  public boolean isPaused() {
    return overview.isPresent() && overview.get().getPaused();
  }

  /// For the navigation: `page` if this page belongs to that section, nothing otherwise.
  public boolean isIn(String section) {
    int query = path.indexOf('?');
    var plain = query < 0 ? path : path.substring(0, query);
    return section.equals("/") ? plain.equals("/") : plain.startsWith(section);
  }
}
