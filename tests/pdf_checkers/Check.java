import java.io.FileInputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Checks PDF files with the engine of veraPDF. Arguments: flavours such as ua1,2a, then files.
 * Prints for each file and flavour: file, flavour, number of assertions, number of failures; then, on lines that
 * begin with a tab, each rule that failed, how often, and what it says.
 */
public class Check {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (int place = 1; place < arguments.length; place++) {
            for (String flavour : arguments[0].split(",")) {
                check(arguments[place], PDFAFlavour.fromString(flavour));
            }
        }
    }

    private static void check(String file, PDFAFlavour flavour) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
             PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            Map<String, Integer> failed = failures(result.getTestAssertions());
            int count = failed.values().stream().mapToInt(Integer::intValue).sum();
            if (!result.isCompliant() && count == 0) {
                failed.put("not compliant, and no rule says why", 1);
            }
            System.out.println(file + "\t" + flavour.getId() + "\t" + result.getTotalAssertions() + "\t" + failed.size());
            failed.forEach((rule, times) -> System.out.println("\t" + times + " x " + rule));
        }
    }

    private static Map<String, Integer> failures(List<TestAssertion> assertions) {
        Map<String, Integer> failed = new TreeMap<>();
        for (TestAssertion one : assertions) {
            if (one.getStatus() == TestAssertion.Status.FAILED) {
                String clause = one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber();
                failed.merge(clause + " " + one.getMessage().replaceAll("\\s+", " "), 1, Integer::sum);
            }
        }
        return failed;
    }
}
