package io.fondaco.console.tool.internal;

import io.fondaco.arfleet.ArFleet.Check;
import io.fondaco.arfleet.ArFleetException;
import io.fondaco.arfleet.Receipts;
import io.fondaco.arfleet.Receipts.Verdict;
import io.fondaco.console.tool.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code verify-receipt}: whether the receipt of an ArFleet deal holds, and what it shows. */
@Component(property = Tool.NAME + "=verify-receipt")
public final class VerifyReceiptTool implements Tool {
    private final Receipts receipts;

    @Activate
    public VerifyReceiptTool(@Reference Receipts receipts) {
        this.receipts = receipts;
    }

    @Override
    public Map<String, Object> apply(Map<String, String> arguments, LongConsumer progress) {
        try (WatchedFile file = WatchedFile.open(new Options(arguments).file(), progress)) {
            Verdict verdict = receipts.verify(file);
            file.requireUnchanged();
            return answer(verdict);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } catch (ArFleetException e) {
            // The file's fault, and not that of how the tool was called.
            throw new UncheckedIOException(e.getMessage(), new IOException(e));
        }
    }

    private static Map<String, Object> answer(Verdict verdict) {
        List<Map<String, Object>> checks = new ArrayList<>();
        for (Check check : verdict.checks()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("what", check.what());
            one.put("holds", check.holds());
            one.put("detail", check.detail());
            checks.add(one);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("holds", verdict.holds());
        answer.put("process", verdict.process());
        answer.put("client", verdict.client());
        answer.put("provider", verdict.provider());
        answer.put("scheduler", verdict.scheduler());
        answer.put("status", verdict.status());
        answer.put("lines", verdict.lines());
        answer.put("at", verdict.at().map(Object::toString).orElse(""));
        answer.put("passes", verdict.passes());
        answer.put("misses", verdict.misses());
        answer.put("reward", verdict.reward());
        answer.put("collateral", verdict.collateral());
        answer.put("received", verdict.received());
        answer.put("slashed", verdict.slashed());
        answer.put("paid", verdict.paid());
        answer.put("stateHash", verdict.stateHash());
        answer.put("checks", checks);
        return answer;
    }
}
