package io.fondaco.distribution;

import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureSecurity;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.logLevel;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.karaf.options.LogLevelOption;
import org.ops4j.pax.exam.options.extra.VMOption;

/** Boots exactly the distribution that people get, with the Java options its own launcher uses. */
final class Distribution {

    private Distribution() {}

    static Option[] booted() throws IOException {
        List<Option> options = new ArrayList<>();
        options.add(karafDistributionConfiguration()
                .frameworkUrl(new File(System.getProperty("fondaco.distribution"))
                        .toURI()
                        .toString())
                .karafVersion(System.getProperty("karaf.version"))
                .name("Fondaco")
                .useDeployFolder(false)
                .runEmbedded(false)
                .unpackDirectory(new File(System.getProperty("fondaco.it"), "exam")));
        options.add(configureSecurity().disableKarafMBeanServerBuilder());
        options.add(configureConsole().ignoreLocalConsole().startRemoteShell());
        options.add(logLevel(LogLevelOption.LogLevel.INFO));
        options.add(editConfigurationFilePut(
                "etc/org.ops4j.pax.url.mvn.cfg",
                "org.ops4j.pax.url.mvn.localRepository",
                System.getProperty("local.repository")));
        options.add(editConfigurationFilePut("etc/org.apache.karaf.shell.cfg", "sshPort", String.valueOf(freePort())));
        options.add(editConfigurationFilePut(
                "etc/org.ops4j.pax.web.cfg", "org.osgi.service.http.port", String.valueOf(freePort())));
        Path list = Path.of(System.getProperty("fondaco.assembly"), "lib/fondaco/node.options");
        for (String line : Files.readAllLines(list)) {
            // Pax Exam sets the folders itself and runs in the home folder.
            if (!line.isBlank() && !line.startsWith("#") && !line.contains("@dir@") && !line.startsWith("-Dkaraf.")) {
                options.add(new VMOption(line.replace("@home@/", "")));
            }
        }
        return options.toArray(new Option[0]);
    }

    static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return any.getLocalPort();
        }
    }
}
