package io.fondaco.launcher;

import java.nio.file.Files;
import java.util.Map;
import picocli.CommandLine.Command;

@Command(
        name = "password",
        description = "Give 'admin' a new random password and show it once. The old one stops working at once.",
        footer = {"", "Example: fondaco password --dir /srv/fondaco"})
final class PasswordVerb extends Verb.OfNode {

    @Override
    public Integer call() throws Exception {
        if (!Files.isDirectory(node().etc())) {
            throw new Failure(node().path() + " holds no node", "Make one with: fondaco start --dir " + node().path());
        }
        String password = new Users(node().etc().resolve("users.properties")).renewAdmin();
        say().line("Password of 'admin', shown only now: " + password);
        say().result(Map.of("user", Users.ADMIN, "password", password));
        return 0;
    }
}
