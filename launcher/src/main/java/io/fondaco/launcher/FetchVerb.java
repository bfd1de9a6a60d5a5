package io.fondaco.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "fetch",
        description = "Fetch a stored file back. Every block is checked; the file appears whole or not at all.",
        footer = {"", "Example: fondaco fetch bafybeih... -o photo.jpg"})
final class FetchVerb extends Verb.OfNode {

    @Parameters(paramLabel = "CID", description = "The payload CID that store printed.")
    private String cid;

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "OUT",
            description = "The file to write.")
    private Path out;

    @Option(
            names = "--client",
            paramLabel = "PARTY",
            description = "Whose deal it is (default: whoever has one for this CID).")
    private String client;

    @Override
    public Integer call() throws Exception {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("cid", cid);
        order.put("out", out.toAbsolutePath().normalize().toString());
        if (client != null) {
            order.put("client", client);
        }
        Api api = Api.of(node());
        Optional<Set<PosixFilePermission>> mode = FileMode.wanted(out.toAbsolutePath());
        JsonNode result = api.follow("/fetch", order, this::tell);
        if (mode.isPresent()) {
            // The node makes files for itself alone; this one belongs to whoever asked for it.
            Files.setPosixFilePermissions(out, mode.get());
        }
        say().line(out + "  " + result.path("bytes").asText() + " bytes in "
                + result.path("seconds").asText() + " s");
        say().line("SHA-256  " + result.path("sha256").asText());
        say().result(result);
        return 0;
    }

    private void tell(JsonNode progress) {
        if (progress.has("total")) {
            say().progress(
                            "Fetching " + out.getFileName(),
                            progress.path("done").asLong(),
                            progress.path("total").asLong());
        }
    }
}
