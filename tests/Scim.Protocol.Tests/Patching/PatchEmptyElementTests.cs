namespace Scim.Protocol.Tests.Patching;

/// <summary>Tests PATCH values with elements that have nothing but labels.</summary>
public sealed class PatchEmptyElementTests
{
    private const string Email = "'emails':[{'value':'a@x','type':'home','primary':true}]";

    [Theory]
    [InlineData("{'value':'','type':'work','primary':true}")]
    [InlineData("{'value':null,'primary':true}")]
    [InlineData("{'value':[''],'type':'work'}")]
    [InlineData("{'type':'work'}")]
    [InlineData("{'primary':true}")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("''")]
    public void Apply_ElementWithoutValue_IsDropped(string element)
    {
        string list = $"[{element}]",
            mixed = $"[{element},{{'value':'b@x'}}]";
        foreach (string value in new[] { $"'path':'emails','value':{list}", $"'value':{{'emails':{list}}}" })
        {
            PatchAssert.AssertBecomes(Email, $"{{'op':'add',{value}}}", Email);
            PatchAssert.AssertBecomes(Email, $"{{'op':'replace',{value}}}", "");
        }

        foreach (string value in new[] { $"'path':'emails','value':{mixed}", $"'value':{{'emails':{mixed}}}" })
        {
            PatchAssert.AssertBecomes(
                Email,
                $"{{'op':'add',{value}}}",
                "'emails':[{'value':'a@x','type':'home','primary':true},{'value':'b@x'}]"
            );
            PatchAssert.AssertBecomes(Email, $"{{'op':'replace',{value}}}", "'emails':[{'value':'b@x'}]");
        }
    }

    [Theory]
    [InlineData("{'value':'','type':'work','primary':true}")]
    [InlineData("{'value':null}")]
    [InlineData("{'primary':true}")]
    [InlineData("{}")]
    public void Apply_SelectedElementThatGetsNoValue_IsDropped(string element) =>
        PatchAssert.AssertBecomes(
            Email,
            $"{{'op':'replace','path':'emails[type eq \\\"work\\\"]','value':{element}}}",
            Email
        );

    [Fact]
    public void Apply_SelectedElementWhoseValueIsCleared_IsRemoved() =>
        PatchAssert.AssertBecomes(
            Email,
            "{'op':'replace','path':'emails[type eq \\\"home\\\"]','value':{'value':'','type':'home'}}",
            ""
        );

    [Fact]
    public void Apply_LabelBeforeValue_KeepsTheLabel() =>
        PatchAssert.AssertBecomes(
            Email,
            "{'op':'add','path':'emails[type eq \\\"work\\\"].primary','value':true},"
                + "{'op':'add','path':'emails[type eq \\\"work\\\"].value','value':'b@x'}",
            "'emails':[{'value':'a@x','type':'home','primary':false},{'value':'b@x','type':'work','primary':true}]"
        );
}
