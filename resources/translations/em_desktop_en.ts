<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>AssetPane</name>
    <message numerus="yes">
        <source>%Ln commit(s)</source>
        <translation>
            <numerusform>%Ln commit</numerusform>
            <numerusform>%Ln commits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Chart</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChartWords</name>
    <message numerus="yes">
        <source>%Ln value(s) ≤ 0 left out</source>
        <translation>
            <numerusform>%Ln value ≤ 0 left out</numerusform>
            <numerusform>%Ln values ≤ 0 left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s) have no place on a logarithmic x axis</source>
        <translation>
            <numerusform>%Ln point has no place on a logarithmic x axis</numerusform>
            <numerusform>%Ln points have no place on a logarithmic x axis</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s) have no step</source>
        <translation>
            <numerusform>%Ln point has no step</numerusform>
            <numerusform>%Ln points have no step</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s) have no epoch</source>
        <translation>
            <numerusform>%Ln point has no epoch</numerusform>
            <numerusform>%Ln points have no epoch</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s) have no %1</source>
        <translation>
            <numerusform>%Ln point has no %1</numerusform>
            <numerusform>%Ln points have no %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s) have no time</source>
        <translation>
            <numerusform>%Ln point has no time</numerusform>
            <numerusform>%Ln points have no time</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CompareHead</name>
    <message numerus="yes">
        <source>Compare %Ln run(s)</source>
        <translation>
            <numerusform>Compare %Ln run</numerusform>
            <numerusform>Compare %Ln runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s)</source>
        <translation>
            <numerusform>%Ln run</numerusform>
            <numerusform>%Ln runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ComparisonRows</name>
    <message numerus="yes">
        <source>%Ln run(s)</source>
        <translation>
            <numerusform>%Ln run</numerusform>
            <numerusform>%Ln runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Counted</name>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln file</numerusform>
            <numerusform>%Ln files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln byte(s)</source>
        <translation>
            <numerusform>%Ln byte</numerusform>
            <numerusform>%Ln bytes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CurveView</name>
    <message numerus="yes">
        <source>%Ln point(s), last %1, smallest %2, largest %3</source>
        <translation>
            <numerusform>%Ln point, last %1, smallest %2, largest %3</numerusform>
            <numerusform>%Ln points, last %1, smallest %2, largest %3</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FlowPage</name>
    <message numerus="yes">
        <source>Only %Ln chosen item(s), and what is next to them</source>
        <translation>
            <numerusform>Only %Ln chosen item, and what is next to it</numerusform>
            <numerusform>Only %Ln chosen items, and what is next to them</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FolderPane</name>
    <message numerus="yes">
        <source>Reading, %Ln item(s) so far</source>
        <translation>
            <numerusform>Reading, %Ln item so far</numerusform>
            <numerusform>Reading, %Ln items so far</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>GroupModel</name>
    <message numerus="yes">
        <source>without a finite value: %Ln</source>
        <translation>
            <numerusform>without a finite value: %Ln</numerusform>
            <numerusform>without a finite value: %Ln</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message numerus="yes">
        <source>%Ln more...</source>
        <translation>
            <numerusform>%Ln more...</numerusform>
            <numerusform>%Ln more...</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LogTab</name>
    <message numerus="yes">
        <source>%Ln line(s), {size}</source>
        <translation>
            <numerusform>%Ln line, {size}</numerusform>
            <numerusform>%Ln lines, {size}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s) so far, {share} % read</source>
        <translation>
            <numerusform>%Ln line so far, {share} % read</numerusform>
            <numerusform>%Ln lines so far, {share} % read</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message numerus="yes">
        <source>%Ln earlier update(s)</source>
        <translation>
            <numerusform>%Ln earlier update</numerusform>
            <numerusform>%Ln earlier updates</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>… %Ln more byte(s)</source>
        <translation>
            <numerusform>… %Ln more byte</numerusform>
            <numerusform>… %Ln more bytes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message numerus="yes">
        <source>Reading, %Ln node(s) so far</source>
        <translation>
            <numerusform>Reading, %Ln node so far</numerusform>
            <numerusform>Reading, %Ln nodes so far</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProblemBar</name>
    <message numerus="yes">
        <source>%Ln problem(s) in the files</source>
        <translation>
            <numerusform>%Ln problem in the files</numerusform>
            <numerusform>%Ln problems in the files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunsPage</name>
    <message numerus="yes">
        <source>%Ln run(s)</source>
        <translation>
            <numerusform>%Ln run</numerusform>
            <numerusform>%Ln runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Only %Ln chosen run(s)</source>
        <translation>
            <numerusform>Only %Ln chosen run</numerusform>
            <numerusform>Only %Ln chosen runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SelectionBar</name>
    <message numerus="yes">
        <source>Reading, %Ln item(s) so far</source>
        <translation>
            <numerusform>Reading, %Ln item so far</numerusform>
            <numerusform>Reading, %Ln items so far</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln item(s); reading was stopped</source>
        <translation>
            <numerusform>%Ln item; reading was stopped</numerusform>
            <numerusform>%Ln items; reading was stopped</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln item(s)</source>
        <translation>
            <numerusform>%1 of %Ln item</numerusform>
            <numerusform>%1 of %Ln items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln item(s)</source>
        <translation>
            <numerusform>%Ln item</numerusform>
            <numerusform>%Ln items</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StepCount</name>
    <message numerus="yes">
        <source>%Ln step(s)</source>
        <translation>
            <numerusform>%Ln step</numerusform>
            <numerusform>%Ln steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TableExport</name>
    <message numerus="yes">
        <source>%Ln line(s) copied</source>
        <translation>
            <numerusform>%Ln line copied</numerusform>
            <numerusform>%Ln lines copied</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Counted</name>
    <message numerus="yes">
        <source>%Ln more run(s) write %1</source>
        <translation>
            <numerusform>%Ln more run writes %1</numerusform>
            <numerusform>%Ln more runs write %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more run(s) use %1</source>
        <translation>
            <numerusform>%Ln more run uses %1</numerusform>
            <numerusform>%Ln more runs use %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more input(s) of %1</source>
        <translation>
            <numerusform>%Ln more input of %1</numerusform>
            <numerusform>%Ln more inputs of %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more output(s) of %1</source>
        <translation>
            <numerusform>%Ln more output of %1</numerusform>
            <numerusform>%Ln more outputs of %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln version(s)</source>
        <translation>
            <numerusform>%Ln version</numerusform>
            <numerusform>%Ln versions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln input(s)</source>
        <translation>
            <numerusform>%Ln input</numerusform>
            <numerusform>%Ln inputs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln output(s)</source>
        <translation>
            <numerusform>%Ln output</numerusform>
            <numerusform>%Ln outputs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln node(s)</source>
        <translation>
            <numerusform>%Ln node</numerusform>
            <numerusform>%Ln nodes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln dataset(s)</source>
        <translation>
            <numerusform>%Ln dataset</numerusform>
            <numerusform>%Ln datasets</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln model(s)</source>
        <translation>
            <numerusform>%Ln model</numerusform>
            <numerusform>%Ln models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s)</source>
        <translation>
            <numerusform>%Ln run</numerusform>
            <numerusform>%Ln runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln artifact(s)</source>
        <translation>
            <numerusform>%Ln artifact</numerusform>
            <numerusform>%Ln artifacts</numerusform>
        </translation>
    </message>
</context>
</TS>
