using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;
using Scim.Grains.Uploads;

namespace Scim.Grains.Tests.Uploads;

/// <summary>Tests the lower and upper bounds of the upload limits.</summary>
public sealed class UploadOptionsTests
{
    [Theory]
    [InlineData("MaxRows", 1, 10_000_000)]
    [InlineData("MaxRowLength", 256, 1_048_576)]
    [InlineData("MaxCellLength", 64, 65_536)]
    [InlineData("MaxColumns", 1, 1000)]
    [InlineData("MaxRunning", 1, 100)]
    [InlineData("Parallelism", 1, 64)]
    public void Validate_OfNumber_AcceptsOnlyItsRange(string name, int least, int most)
    {
        Assert.True(ValidateOption(name, least).Succeeded);
        Assert.True(ValidateOption(name, most).Succeeded);
        foreach (int wrong in new[] { least - 1, most + 1 })
            Assert.Contains(name, ValidateOption(name, wrong).FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00:01:00", true)]
    [InlineData("00:00:59", false)]
    [InlineData("40.00:00:00", true)]
    [InlineData("40.00:00:01", false)]
    public void Validate_OfRetention_AcceptsOneMinuteToFortyDays(string time, bool valid) =>
        Assert.Equal(valid, ValidateOption("Retention", TimeSpan.Parse(time, CultureInfo.InvariantCulture)).Succeeded);

    private static ValidateOptionsResult ValidateOption(string name, object value)
    {
        var options = new UploadOptions();
        typeof(UploadOptions).GetProperty(name, BindingFlags.Public | BindingFlags.Instance)!.SetValue(options, value);
        return new UploadOptionsValidator().Validate(null, options);
    }
}
