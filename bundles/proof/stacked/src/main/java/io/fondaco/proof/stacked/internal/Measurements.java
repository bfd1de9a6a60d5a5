package io.fondaco.proof.stacked.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fondaco.proof.Backends.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was measured on this machine, kept in a file by the names of backends; a backend that describes itself differently is
 * another one. The file is a memory, not a need: when it cannot be read or written the log says so, and backends are measured
 * again. Not thread-safe.
 */
final class Measurements {
    private static final Logger LOG = LoggerFactory.getLogger(Measurements.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DESCRIPTION = "description";
    private static final String RATES = "bytesPerSecond";

    private final Path file;

    Measurements(Path file) {
        this.file = file;
    }

    /** The rates of a backend; empty when it was not measured yet. */
    Map<Operation, Double> of(Candidate candidate) {
        JsonNode known = read().path(candidate.name());
        Map<Operation, Double> rates = new EnumMap<>(Operation.class);
        if (known.path(DESCRIPTION).asText().equals(candidate.backend().description())) {
            for (Operation operation : Operation.values()) {
                double rate = known.path(RATES).path(operation.name()).asDouble(0);
                if (rate > 0 && candidate.offers(operation)) {
                    rates.put(operation, rate);
                }
            }
        }
        return rates;
    }

    void keep(Candidate candidate) {
        ObjectNode all = read();
        ObjectNode one = all.putObject(candidate.name());
        one.put(DESCRIPTION, candidate.backend().description());
        ObjectNode rates = one.putObject(RATES);
        candidate.rates().forEach((operation, rate) -> rates.put(operation.name(), Math.rint(rate)));
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(part, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("{} cannot be written: backends are measured again at the next start", file, e);
        }
    }

    private ObjectNode read() {
        if (!Files.exists(file)) {
            return JSON.createObjectNode();
        }
        try {
            return JSON.readTree(Files.readString(file)) instanceof ObjectNode object ? object : damaged(null);
        } catch (JsonProcessingException e) {
            return damaged(e);
        } catch (IOException e) {
            LOG.warn("{} cannot be read: backends are measured again", file, e);
            return JSON.createObjectNode();
        }
    }

    private ObjectNode damaged(Exception cause) {
        LOG.warn("{} is damaged: backends are measured again", file, cause);
        return JSON.createObjectNode();
    }
}
