package io.fondaco.gateway.local.internal;

import java.nio.file.Files;
import java.nio.file.Path;

/** Files of this machine that callers name, looked at before any work is done for them. */
final class UserFiles {

    private UserFiles() {}

    /** Refuses what cannot be read as a file. */
    static void requireReadable(Path file) {
        if (!Files.exists(file)) {
            throw new Problem(422, "There is no file " + file, "Name one that is there.");
        }
        if (!Files.isRegularFile(file)) {
            throw new Problem(
                    422, file + " is not a file", "Name a file; a folder must be packed into one first, as with tar.");
        }
        if (!Files.isReadable(file)) {
            throw new Problem(
                    422, "The node may not read " + file, "Let the node's user read it: see its mode and owner.");
        }
    }

    /** Refuses a place where no file can be written, or where something else than a file is. */
    static void requireWritable(Path file) {
        Path folder = file.getParent();
        if (folder == null || Files.isDirectory(file)) {
            throw new Problem(
                    422, file + " is a folder", "Name the file to write, such as " + file.resolve("copy") + ".");
        }
        if (!Files.isDirectory(folder)) {
            throw new Problem(
                    422, "There is no folder " + folder + " to write into", "Make it, or name a file in another one.");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new Problem(422, file + " is there and is no file", "Name another one to write.");
        }
        if (!Files.isWritable(folder)) {
            throw new Problem(
                    422, "The node may not write into " + folder, "Name a file in a folder it may write into.");
        }
    }
}
