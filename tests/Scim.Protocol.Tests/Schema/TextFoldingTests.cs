using System.Globalization;
using CsCheck;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Tests.Schema;

[Trait("rfc", "7643-2.2")]
public class TextFoldingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("ada", "ada")]
    [InlineData("Ada.PROBST@Example.com", "ada.probst@example.com")]
    [InlineData("ZOË", "zoë")]
    [InlineData("zoe\u0308", "zoë")]
    [InlineData("ŁUKASZ 李雷 🐳", "łukasz 李雷 🐳")]
    [InlineData("ΑΣ", "ασ")]
    [InlineData("ας", "ασ")]
    [InlineData("\uFB01sh", "fish")]
    [InlineData("\u212Aelvin", "kelvin")]
    [InlineData("Ａ", "a")]
    [InlineData("Straße", "straße")]
    [InlineData("STRAẞE", "straße")]
    public void Fold_Text_RemovesCaseAndNormalizationForm(string text, string folded) =>
        Assert.Equal(folded, TextFolding.Fold(text));

    [Fact]
    public void Fold_LowerCaseAscii_IsTheSameInstance()
    {
        string text = "ada@example.com";
        Assert.Same(text, TextFolding.Fold(text));
    }

    [Theory]
    [InlineData("D83D")]
    [InlineData("DC33")]
    [InlineData("FFFE")]
    // as hexadecimal digits, because test data cannot contain unpaired surrogates
    public void Fold_CodeUnitWithoutNormalForm_IsReplaced(string code)
    {
        char unit = (char)int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Assert.Equal("a\uFFFDbé", TextFolding.Fold($"A{unit}Bé"));
        Assert.Equal("\uFFFD\uFFFD", TextFolding.Fold($"{unit}{unit}"));
    }

    [Fact]
    public void Fold_AnyText_IsStable()
    {
        Gen<string> rune = Gen.OneOf(Gen.Int[1, 0xD7FF], Gen.Int[0xE000, 0x2FFFF]).Select(char.ConvertFromUtf32);
        Gen.OneOf(Gen.String, rune.Array.Select(string.Concat))
            .Sample(text => TextFolding.Fold(TextFolding.Fold(text)) == TextFolding.Fold(text), iter: 20_000);
    }

    [Fact]
    public void Fold_EveryCharacter_IsStable()
    {
        for (int code = 1; code <= 0x10FFFF; code++)
        {
            if (code is >= 0xD800 and <= 0xDFFF)
                continue;
            string folded = TextFolding.Fold(char.ConvertFromUtf32(code));
            Assert.True(folded == TextFolding.Fold(folded), $"U+{code:X4}");
        }
    }

    [Theory]
    [InlineData("Sales", "sales")]
    [InlineData("  Sales ", "sales")]
    [InlineData("Sales \t Team", "sales team")]
    [InlineData("Sales\u00A0Team", "sales team")]
    [InlineData("Sales Team", "sales team")]
    [InlineData("\u3000Ｓales\u2003\u2003Team\n", "sales team")]
    [InlineData(" ", "")]
    [InlineData("", "")]
    public void FoldName_Text_NormalizesWhiteSpace(string text, string folded) =>
        Assert.Equal(folded, TextFolding.FoldName(text));

    [Fact]
    public void FoldName_AnyText_IsStable() =>
        Gen.String.Sample(
            text => TextFolding.FoldName(TextFolding.FoldName(text)) == TextFolding.FoldName(text),
            iter: 20_000
        );
}
