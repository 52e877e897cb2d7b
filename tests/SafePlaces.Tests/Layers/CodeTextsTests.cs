using System.Reflection;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data.Layers;
using SafePlaces.Formats.Text;

namespace SafePlaces.Tests.Layers;

public sealed class CodeTextsTests
{
    /// <summary>Every code of every layer has a name, and the page's own list says the same.</summary>
    [Fact]
    public void Every_code_has_the_name_the_page_gives_it()
    {
        var page = File.ReadAllText(Path.Combine(RealData.Repository, "src/SafePlaces.Web/src/i18n.ts"));
        foreach (var layer in Layer.All)
        foreach (var property in layer.Entity.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var column = property.Name.ToLowerInvariant();
            // a lighting class is its own name
            if (layer.Codes(column) is not { } list || column == "requiredclass")
                continue;
            foreach (var code in Code.All(list))
            {
                var name = CodeTexts.Of(column, code);
                page.ShouldContain(
                    $": ['{name.Swedish}', '{name.English}'],",
                    Case.Sensitive,
                    $"{layer.Id} {column} {code}"
                );
            }
        }
    }

    [Fact]
    public void A_code_means_what_its_column_makes_of_it()
    {
        CodeTexts.Of("lit", "no").In(Language.Swedish).ShouldBe("obelyst");
        CodeTexts.Of("category", "isolation").In(Language.Swedish).ShouldBe("ödslighet");
        CodeTexts.Of("category", "isolation").In(Language.English).ShouldBe("isolation");
        CodeTexts.Of("category", "nytt").In(Language.Swedish).ShouldBe("nytt");
    }
}
