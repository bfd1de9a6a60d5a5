package io.fondaco.proof.ffihost.internal;

import com.sun.jna.FunctionMapper;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import io.fondaco.proof.ffihost.NativeState;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds a library among the resources of this bundle and its fragments, in a folder named as JNA names this machine, so that
 * the fragments of other platforms may be attached too.
 */
final class Loading {
    private static final FunctionMapper NAMES = (library, method) -> "fp_" + snake(method.getName());

    private Loading() {}

    static NativeState load(String name, Consumer<NativeLibrary> bind) {
        String platform;
        try {
            platform = Platform.RESOURCE_PREFIX;
        } catch (LinkageError e) {
            return new NativeState.Unusable(
                    System.getProperty("os.name") + "-" + System.getProperty("os.arch"),
                    "JNA does not run here (" + e.getMessage() + "); see that jna.tmpdir names a folder that can be"
                            + " written to and from which code may be run");
        }
        ClassLoader resources = Loading.class.getClassLoader();
        String file = System.mapLibraryName(name);
        URL resource = resources.getResource(platform + "/" + file);
        if (resource == null) {
            return new NativeState.Missing(platform, others(resources, name));
        }
        try {
            File extracted = Native.extractFromResourcePath("/" + platform + "/" + file, resources);
            try {
                bind.accept(NativeLibrary.getInstance(
                        extracted.getAbsolutePath(), Map.of(Library.OPTION_FUNCTION_MAPPER, NAMES)));
            } finally {
                forget(resource, extracted);
            }
        } catch (IOException | LinkageError | IllegalStateException | IllegalArgumentException e) {
            // The first lines say what; JNA goes on with the whole class path.
            return new NativeState.Unusable(
                    platform, String.valueOf(e.getMessage()).lines().limit(2).collect(Collectors.joining(" ")));
        }
        return new NativeState.Loaded(platform);
    }

    /** @throws IllegalStateException when a library was made for another version of this bundle */
    static void expectAbi(int wanted, int found) {
        if (found != wanted) {
            throw new IllegalStateException("it speaks version " + found + ", this bundle version " + wanted
                    + "; install the fragment that came with this bundle");
        }
    }

    /** A loaded library needs no file more; where a copy cannot be deleted, JNA does so when the process ends. */
    private static void forget(URL resource, File extracted) throws IOException {
        if (!resource.getProtocol().equals("file") && Platform.isLinux()) {
            Files.deleteIfExists(extracted.toPath());
        }
    }

    private static List<String> others(ClassLoader resources, String name) {
        return Stream.of("linux-x86-64", "linux-aarch64")
                .filter(p -> resources.getResource(p + "/lib" + name + ".so") != null)
                .toList();
    }

    private static String snake(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
