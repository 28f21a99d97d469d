package slipway.cli.demo;

import java.security.SecureRandom;
import slipway.cli.keys.Tokens;

/// What only this demo's processes and its visitor know.
record DemoSecrets(String clientToken, String webhookSecret, String password) {
  static DemoSecrets make(SecureRandom random) {
    return new DemoSecrets(
        Tokens.make(random), Tokens.make(random), Tokens.make(random).substring(0, 12));
  }
}
