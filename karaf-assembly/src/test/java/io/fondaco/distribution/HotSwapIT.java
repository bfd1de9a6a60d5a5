package io.fondaco.distribution;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.inject.Inject;
import org.apache.karaf.features.BootFinished;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Takes a transport away from under deals that are using it, and brings it back. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HotSwapIT {

    private static final String TRANSPORT = "io.fondaco.transfer.local";
    private static final int DEALS = 4;
    private static final int BYTES = 4_000_000;

    @Inject
    private BootFinished booted;

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] config() throws IOException {
        List<Option> options = new ArrayList<>(List.of(Distribution.booted()));
        QuickSettings.FILES.forEach((file, values) ->
                values.forEach((key, value) -> options.add(editConfigurationFilePut("etc/" + file, key, value))));
        return options.toArray(new Option[0]);
    }

    @Test
    public void dealsFinishAlthoughTheirTransportIsReplacedWhileTheyUseIt() throws Exception {
        Path folder = Path.of(System.getProperty("karaf.base"));
        HouseApi api = new HouseApi(folder);
        api.awaitReady(context);
        List<Path> files = new ArrayList<>();
        List<JsonNode> stored = new ArrayList<>();
        for (int i = 0; i < DEALS; i++) {
            byte[] bytes = new byte[BYTES];
            new Random(i).nextBytes(bytes);
            files.add(Files.write(folder.resolve("file-" + i), bytes));
            stored.add(api.storeBy("local", files.get(i), "20 nanoFIL"));
        }
        api.awaitInState("Transferring", 2);

        Bundle before = bundle();
        String location = before.getLocation();
        before.stop();
        before.uninstall();
        JsonNode waiting = api.get("/deals?market=storage.client&open=true").path("deals");
        assertEquals(DEALS, waiting.size());
        Bundle after = context.installBundle(location);
        after.start();
        assertTrue("another bundle", after.getBundleId() != before.getBundleId());

        api.awaitEveryDealActive(2 * DEALS);
        for (int i = 0; i < DEALS; i++) {
            Path out = folder.resolve("out-" + i);
            api.post("/fetch", Map.of("cid", stored.get(i).path("payloadCid").asText(), "out", out.toString()));
            assertEquals("the same bytes", -1, Files.mismatch(files.get(i), out));
        }
    }

    private Bundle bundle() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> TRANSPORT.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }
}
