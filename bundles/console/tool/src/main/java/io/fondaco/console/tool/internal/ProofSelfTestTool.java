package io.fondaco.console.tool.internal;

import io.fondaco.console.tool.Tool;
import io.fondaco.proof.Backends;
import io.fondaco.proof.SelfTest;
import io.fondaco.proof.Watch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code proof-selftest}: every published value, by every backend that is here. */
@Component(property = Tool.NAME + "=proof-selftest")
public final class ProofSelfTestTool implements Tool {
    private final Backends backends;

    @Activate
    public ProofSelfTestTool(@Reference Backends backends) {
        this.backends = backends;
    }

    @Override
    public Map<String, Object> apply(Map<String, String> arguments, LongConsumer progress) {
        SelfTest test = backends.selfTest(new Watch((stage, done, total) -> progress.accept(done), () -> false));
        List<Map<String, Object>> rows = new ArrayList<>();
        for (SelfTest.Row row : test.rows()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("backend", row.backend());
            one.put("name", row.name());
            one.put("expected", row.expected());
            one.put("computed", row.computed());
            one.put("ok", row.ok());
            rows.add(one);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("total", test.total());
        answer.put("passed", test.passed());
        answer.put("failed", test.failed());
        answer.put("backends", List.copyOf(test.backends().keySet()));
        answer.put("rows", rows);
        return answer;
    }
}
