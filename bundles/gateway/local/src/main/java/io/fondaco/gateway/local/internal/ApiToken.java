package io.fondaco.gateway.local.internal;

import io.fondaco.model.Digests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one secret that opens the local API: 256 random bits in {@code api-token}, readable by the owner only.
 * Made at the first start and kept; delete the file and restart to replace it.
 */
@Component(
        service = ApiToken.class,
        configurationPid = LocalApiConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ApiToken {

    static final String FILE = "api-token";

    private static final Logger LOG = LoggerFactory.getLogger(ApiToken.class);
    private static final int BYTES = 32;

    private final byte[] digest;

    @Activate
    public ApiToken(LocalApiConfig config) throws IOException {
        this(Path.of(config.folder()));
    }

    ApiToken(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            byte[] secret = new byte[BYTES];
            new SecureRandom().nextBytes(secret);
            OwnerFiles.write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\n");
            LOG.info("Made a new API token: {}", file);
        } else if (OwnerFiles.restrict(file)) {
            LOG.warn("{} was open to other users of this machine; it is now readable by its owner only", file);
        }
        String token = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (token.length() < BYTES) {
            throw new IOException(file + " holds " + token.length()
                    + " characters, too few for a token: delete it and start again to get a new one");
        }
        digest = sha256(token);
    }

    /**
     * Whether an {@code Authorization} header carries the token. Digests are compared in constant time, so the answer
     * does not tell how much of a guess was right.
     */
    boolean opens(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return false;
        }
        return MessageDigest.isEqual(digest, sha256(authorization.substring(7).strip()));
    }

    private static byte[] sha256(String text) {
        return Digests.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
