package io.fondaco.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.math.ec.ECPoint;
import org.junit.Test;

/** What OSGi will see: this room's own classes and resources, with no jblst beside them. */
public class EmbeddedBlstTest {
    @Test
    public void carriesTheLibraryForEveryPlatform() throws Exception {
        try (Room room = new Room(true)) {
            requireLibraries(room);
        }
    }

    private static void requireLibraries(Room room) {
        for (String library : List.of(
                "Linux/amd64/libblst.so",
                "Linux/aarch64/libblst.so",
                "Mac/x86_64/libblst.dylib",
                "Mac/aarch64/libblst.dylib",
                "Windows/amd64/blst.dll")) {
            assertThat(room.getResource("supranational/blst/" + library))
                    .as(library)
                    .isNotNull();
        }
    }

    @Test
    public void loadsAgainWhenTheRoomIsUpdated() throws Exception {
        for (int update = 0; update < 3; update++) {
            try (Room room = new Room(true)) {
                assertThat(room.blsUnavailable()).isEmpty();
            }
        }
    }

    @Test
    public void withoutTheLibraryItSaysSoAndKeepsTheRest() throws Exception {
        try (Room room = new Room(false)) {
            assertThat(room.blsUnavailable()).hasValueSatisfying(why -> assertThat(why)
                    .contains("no native library", System.getProperty("os.arch"), "use secp256k1 keys"));
            Class<?> keyType = room.loadClass("io.fondaco.crypto.KeyType");
            Object secp256k1 = room.loadClass("io.fondaco.crypto.SignatureScheme")
                    .getMethod("of", keyType)
                    .invoke(null, keyType.getEnumConstants()[0]);
            assertThat(unavailable(room, secp256k1)).isEmpty();
        }
    }

    private static Optional<?> unavailable(Room room, Object scheme) throws ReflectiveOperationException {
        return (Optional<?>) room.loadClass("io.fondaco.crypto.SignatureScheme")
                .getMethod("unavailable")
                .invoke(scheme);
    }

    /** A class loader as a bundle has one. */
    private static final class Room extends URLClassLoader {
        private final boolean withBlst;

        Room(boolean withBlst) {
            super(
                    new URL[] {place(SignatureScheme.class), place(Address.class), place(ECPoint.class)},
                    ClassLoader.getPlatformClassLoader());
            this.withBlst = withBlst;
        }

        @SuppressWarnings("unchecked")
        Optional<String> blsUnavailable() throws ReflectiveOperationException {
            Object bls = loadClass("io.fondaco.crypto.SignatureScheme")
                    .getMethod("bls")
                    .invoke(null);
            return (Optional<String>) unavailable(this, bls);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (!withBlst && name.startsWith("supranational.")) {
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }

        private static URL place(Class<?> type) {
            return type.getProtectionDomain().getCodeSource().getLocation();
        }
    }
}
