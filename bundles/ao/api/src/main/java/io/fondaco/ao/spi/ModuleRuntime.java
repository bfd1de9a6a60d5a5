package io.fondaco.ao.spi;

import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/** Runs the code of processes whose modules have one of its formats. A service; plugins provide it. */
@ConsumerType
public interface ModuleRuntime {

    /** Values of a module's {@code Module-Format} tag. */
    Set<String> formats();

    /**
     * Compiles a module's code and makes a process of it, with nothing evaluated yet: the code itself runs with the first
     * message, which is the process's own item (nonce 0).
     *
     * @param code the data of the module's item
     * @throws ModuleException when the code does not compile; names the line
     */
    Instance begin(byte[] code, Environment environment, Limits limits) throws ModuleException;
}
